"""What the API takes and gives."""

import json
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from accounts import consents
from sketching import jobs, offers, photos
from sketching.models import SketchJob
from sketching.offers import Wish
from sketching.plugins.options import OptionsError


class PluginSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    version = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()
    licence = serializers.CharField()
    options = serializers.DictField(help_text="JSON Schema (draft 2020-12) of the options")


@extend_schema_field({"oneOf": [{"type": "object"}, {"type": "string", "contentMediaType": "application/json"}]})
class OptionsField(serializers.Field[dict[str, Any], Any, dict[str, Any], Any]):
    """An object, or, in a form, its JSON."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        try:
            value = json.loads(data) if isinstance(data, str) else data
        except (ValueError, RecursionError) as error:
            raise serializers.ValidationError("This is not JSON.") from error
        if not isinstance(value, dict):
            raise serializers.ValidationError("This must be a JSON object.")
        return value

    def to_representation(self, value: dict[str, Any]) -> dict[str, Any]:
        return value


class NewJobSerializer(serializers.Serializer[Any]):
    """A photo to be drawn. After is_valid(), validated_data['wish'] is what to draw with."""

    file = serializers.FileField(allow_empty_file=True, help_text="JPEG, PNG or WebP")
    plugin = serializers.CharField(max_length=50)
    options = OptionsField(required=False)
    consent = serializers.CharField(
        required=False,
        help_text="The version of the consent text at /privacy/ that the person agrees to; needed once.",
    )

    def validate_consent(self, value: str) -> str:
        if value != consents.PROCESSING_VERSION:
            raise serializers.ValidationError(f"The version in force is {consents.PROCESSING_VERSION}.")
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        try:
            wish: Wish = offers.check(attrs["plugin"], attrs.get("options", {}))
        except offers.NotOfferedError as error:
            message = f"There is no plugin {attrs['plugin']!r}; GET /api/v1/plugins lists those there are."
            raise serializers.ValidationError({"plugin": message}) from error
        except OptionsError as error:
            raise serializers.ValidationError({"options": error.errors}) from error
        return {**attrs, "wish": wish}


class JobErrorSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    detail = serializers.CharField()


class JobSerializer(serializers.ModelSerializer[SketchJob]):
    id = serializers.UUIDField(source="public_id")
    position = serializers.SerializerMethodField(help_text="Place in the queue, 1 for the next; 0 if not queued")
    error = serializers.SerializerMethodField()
    result = serializers.SerializerMethodField(help_text="Where the sketch is; null until there is one")
    photo_deleted_at = serializers.SerializerMethodField(help_text="When the photo was or will be deleted")
    url = serializers.SerializerMethodField()

    class Meta:
        model = SketchJob
        fields = [
            "id",
            "url",
            "status",
            "plugin",
            "options",
            "position",
            "error",
            "result",
            "photo_deleted_at",
            "created_at",
            "started_at",
            "finished_at",
        ]
        read_only_fields = fields

    def get_url(self, job: SketchJob) -> str:
        return reverse("sketching:api-job", [job.public_id], request=self.context["request"])

    def get_position(self, job: SketchJob) -> int:
        return jobs.position(job)

    @extend_schema_field(JobErrorSerializer(allow_null=True))
    def get_error(self, job: SketchJob) -> dict[str, str] | None:
        return {"code": job.error, "detail": str(jobs.ERRORS.get(job.error, job.error))} if job.error else None

    @extend_schema_field({"type": ["string", "null"], "format": "uri"})
    def get_result(self, job: SketchJob) -> str | None:
        if job.status != SketchJob.Status.SUCCEEDED:
            return None
        return reverse("sketching:api-job-result", [job.public_id], request=self.context["request"])

    @extend_schema_field({"type": ["string", "null"], "format": "date-time"})
    def get_photo_deleted_at(self, job: SketchJob) -> str | None:
        if job.is_active:
            return None
        moment = job.photo.deleted_at or photos.deletion_time(job.photo)
        return moment.isoformat() if moment else None


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField(required=False)
    errors = serializers.ListField(child=serializers.DictField(), required=False)  # type: ignore[assignment]
