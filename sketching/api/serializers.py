"""What the API takes and gives."""

import json
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from accounts import consents
from sketching import estimates, jobs, offers, photos, refusals
from sketching.intake import Frame, IntakeOptions
from sketching.models import SketchJob
from sketching.offers import Wish
from sketching.plugins.options import OptionsError

MOST_CROP = 1_000_000  # pixels; whether it lies on the photo, intake says


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
            raise serializers.ValidationError(_("This is not JSON.")) from error
        if not isinstance(value, dict):
            raise serializers.ValidationError(_("This must be a JSON object."))
        return value

    def to_representation(self, value: dict[str, Any]) -> dict[str, Any]:
        return value


@extend_schema_field(
    {
        "oneOf": [
            {
                "type": "object",
                "properties": {name: {"type": "number"} for name in ("x", "y", "side", "angle")},
                "required": ["x", "y", "side"],
            },
            {"type": "string", "contentMediaType": "application/json"},
        ]
    }
)
class CropField(OptionsField):
    """The square that is to be drawn, in pixels of the upright photo: middle, side, and clockwise turn in degrees."""

    def to_internal_value(self, data: Any) -> Any:
        value = super().to_internal_value(data)
        if not {"x", "y", "side"} <= set(value) <= {"x", "y", "side", "angle"}:
            raise serializers.ValidationError(_("It needs x, y and side, may have angle, and nothing else."))
        if not all(type(number) in (int, float) and abs(number) < MOST_CROP for number in value.values()):
            raise serializers.ValidationError(_("Its values must be numbers of a size that a photo can have."))
        return Frame(**value)


class NewJobSerializer(serializers.Serializer[Any]):
    """A photo to be drawn. After is_valid(), validated_data['wish'] is what to draw with."""

    file = serializers.FileField(
        allow_empty_file=True, help_text="JPEG, PNG, HEIC, WebP, AVIF, GIF, BMP, TIFF or JPEG 2000"
    )
    plugin = serializers.CharField(max_length=50)
    options = OptionsField(required=False)
    face = serializers.IntegerField(
        required=False, min_value=0, help_text="Which of several faces is meant, counted from 0 from left to right"
    )
    crop = CropField(
        required=False,
        help_text="A square of one's own instead of the face that is found: x, y (its middle), side, and angle, "
        "in pixels of the upright photo and degrees clockwise",
    )
    background = serializers.ChoiceField(
        ["plain", "keep"], default="plain", help_text="plain: whatever is behind the person is left out"
    )
    consent = serializers.CharField(
        required=False,
        help_text="The version of the consent text at /privacy/ that the person agrees to; needed once.",
    )

    def validate_consent(self, value: str) -> str:
        if value != consents.PROCESSING_VERSION:
            message = _("The version in force is %(version)s.") % {"version": consents.PROCESSING_VERSION}
            raise serializers.ValidationError(message)
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "face" in attrs and "crop" in attrs:
            raise serializers.ValidationError({"crop": _("Send face or crop, not both.")})
        intake = IntakeOptions(attrs.get("face"), attrs.get("crop"), background=attrs["background"])
        try:
            wish: Wish = offers.check(attrs["plugin"], attrs.get("options", {}), intake)
        except offers.NotOfferedError as error:
            message = _("There is no plugin “%(name)s”; GET /api/v1/plugins lists those there are.")
            raise serializers.ValidationError({"plugin": message % {"name": attrs["plugin"]}}) from error
        except OptionsError as error:
            raise serializers.ValidationError({"options": error.errors}) from error
        return {**attrs, "wish": wish}


class PhotoWarningSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    detail = serializers.CharField()


class JobErrorSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    detail = serializers.CharField()


class JobSerializer(serializers.ModelSerializer[SketchJob]):
    id = serializers.UUIDField(source="public_id")
    position = serializers.SerializerMethodField(help_text="Place in the queue, 1 for the next; 0 if not queued")
    done_in_seconds = serializers.SerializerMethodField(
        help_text="When the job is likely to be over; null if it is, or if nobody can say"
    )
    error = serializers.SerializerMethodField()
    warnings = serializers.SerializerMethodField(help_text="What in the photo may spoil the sketch")
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
            "done_in_seconds",
            "error",
            "warnings",
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

    def get_done_in_seconds(self, job: SketchJob) -> float | None:
        estimate = estimates.of(job)
        return round(estimate.seconds, 2) if estimate else None

    @extend_schema_field(JobErrorSerializer(allow_null=True))
    def get_error(self, job: SketchJob) -> dict[str, str] | None:
        return {"code": job.error, "detail": str(refusals.FAILURES.get(job.error, job.error))} if job.error else None

    @extend_schema_field(PhotoWarningSerializer(many=True))
    def get_warnings(self, job: SketchJob) -> list[dict[str, str]]:
        return [{"code": code, "detail": refusals.warning(code)} for code in job.photo.warnings]

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
    limit = serializers.IntegerField(required=False, help_text="How many jobs the site allows")
    faces = serializers.ListField(
        child=serializers.DictField(), required=False, help_text="box (left, top, width, height) and score of each face"
    )
    size = serializers.ListField(
        child=serializers.IntegerField(), required=False, help_text="Width and height of the upright photo"
    )
    errors = serializers.ListField(child=serializers.DictField(), required=False)  # type: ignore[assignment]
