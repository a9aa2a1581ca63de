"""Plugins and jobs for programs. Whatever is not the caller's is not found."""

from typing import Any
from uuid import UUID

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics, status
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import consents
from accounts.doors import lost_is_not_found, user_of
from accounts.models import User
from sketching import jobs, quotas, refusals, styles
from sketching.api.problems import Problem
from sketching.api.serializers import JobSerializer, NewJobSerializer, PluginSerializer, ProblemSerializer
from sketching.intake import IntakeError
from sketching.models import SketchJob

RETRY_AFTER_SECONDS = "1"


def problems(*codes: int) -> dict[tuple[int, str], Any]:
    """The schema of these error answers."""
    return {(code, "application/problem+json"): ProblemSerializer for code in codes}


class PluginList(APIView):
    """The styles that a photo can be drawn in."""

    authentication_classes = []
    permission_classes = [AllowAny]

    @extend_schema(responses=PluginSerializer(many=True), operation_id="listPlugins", tags=["plugins"])
    def get(self, _request: Request) -> Response:
        return Response(PluginSerializer(styles.offered(), many=True).data)


class JobPagination(CursorPagination):
    page_size = 50
    ordering = "-pk"


class JobList(generics.GenericAPIView[SketchJob]):
    """The caller's jobs, newest first."""

    serializer_class = JobSerializer
    pagination_class = JobPagination
    parser_classes = [MultiPartParser]
    queryset = SketchJob.objects.none()

    @extend_schema(responses={200: JobSerializer(many=True), **problems(401)}, operation_id="listJobs", tags=["jobs"])
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(SketchJob.objects.of(request.user).kept().prefetch_related("photo__jobs"))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        request={"multipart/form-data": NewJobSerializer},
        responses={202: JobSerializer, **problems(401, 403, 413, 415, 422, 429, 503)},
        operation_id="createJob",
        tags=["jobs"],
    )
    def post(self, request: Request) -> Response:
        """Queue a photo to be drawn. The answer comes at once; Location says where to ask how far it is."""
        user = user_of(request)
        new = NewJobSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        _take_consent(user, new.validated_data.get("consent"))
        job = _submit(user, new.validated_data)
        body = self.get_serializer(job).data
        headers = {"Location": body["url"], "Retry-After": RETRY_AFTER_SECONDS}
        return Response(body, status.HTTP_202_ACCEPTED, headers=headers)


class JobDetail(APIView):
    """One job."""

    @extend_schema(responses={200: JobSerializer, **problems(401, 404)}, operation_id="getJob", tags=["jobs"])
    def get(self, request: Request, public_id: UUID) -> Response:
        return _answer(request, _job(request, public_id))


class JobCancel(APIView):
    """Cancel a job that is still waiting."""

    @extend_schema(
        request=None,
        responses={200: JobSerializer, **problems(401, 403, 404, 409)},
        operation_id="cancelJob",
        tags=["jobs"],
    )
    def post(self, request: Request, public_id: UUID) -> Response:
        job = _job(request, public_id)
        if job.status != SketchJob.Status.CANCELED:
            try:
                jobs.cancel(job)
            except jobs.LostJobError as error:
                raise Problem("conflict", _("Only a job that is still waiting can be cancelled.")) from error
        return _answer(request, job)


class JobRetry(APIView):
    """Queue a job that failed or was cancelled once more, as a new job."""

    @extend_schema(
        request=None,
        responses={202: JobSerializer, **problems(401, 403, 404, 409, 410, 422, 429)},
        operation_id="retryJob",
        tags=["jobs"],
    )
    def post(self, request: Request, public_id: UUID) -> Response:
        job = _job(request, public_id)
        _take_consent(user_of(request), None)
        if job.photo.is_deleted:
            raise _gone()
        try:
            return _answer(request, jobs.retry(job), status.HTTP_202_ACCEPTED)
        except quotas.QuotaError as error:
            raise _too_many(error) from error
        except consents.ConsentError as error:
            raise _no_consent() from error
        except FileNotFoundError as error:
            raise _gone() from error
        except jobs.LostJobError as error:
            raise Problem("conflict", _("Only a job that failed or was cancelled can be tried again.")) from error


class JobResult(APIView):
    """The finished sketch, a PNG."""

    @extend_schema(
        responses={(200, "image/png"): OpenApiResponse(OpenApiTypes.BINARY), **problems(401, 404, 409)},
        operation_id="getJobResult",
        tags=["jobs"],
    )
    @lost_is_not_found()
    def get(self, request: Request, public_id: UUID) -> FileResponse:
        job = _job(request, public_id)
        if not hasattr(job, "sketch"):
            detail = _("The job is %(status)s: it has no sketch.") % {"status": job.get_status_display()}
            raise Problem("not-finished", detail)
        return FileResponse(job.sketch.image.open("rb"), content_type="image/png")


@extend_schema(exclude=True)
class Unknown(APIView):
    """Whatever has no address here is refused as everything in the API is."""

    authentication_classes = []
    permission_classes = [AllowAny]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise NotFound


def _submit(user: User, data: dict[str, Any]) -> SketchJob:
    try:
        return jobs.submit_upload(user, data["file"], data["wish"])
    except quotas.QuotaError as error:
        raise _too_many(error) from error
    except consents.ConsentError as error:
        raise _no_consent() from error
    except IntakeError as error:
        members: dict[str, Any] = {"code": error.code}
        if "faces" in error.facts:
            members["size"] = error.facts["size"]
            members["faces"] = [{"box": face.box, "score": face.score} for face in error.facts["faces"]]
        raise Problem(error.code.replace("_", "-"), refusals.message(error), **members) from error
    except OSError as error:
        detail = _("The photo could not be stored just now, and nothing was kept. Try again later.")
        raise Problem("unavailable", detail) from error


def _too_many(error: quotas.QuotaError) -> Problem:
    problem = Problem("too-many-jobs", refusals.quota(error), code=f"quota_{error.kind}", limit=error.limit)
    problem.wait = error.wait_seconds  # becomes Retry-After
    return problem


def _take_consent(user: User, version: str | None) -> None:
    if version:
        consents.agree(user)
    elif not consents.has_agreed(user):
        raise _no_consent()


def _no_consent() -> Problem:
    detail = _(
        "The person has not agreed to the processing of the photo. Show them /privacy/ and send "
        "consent=%(version)s with a new job once they agree."
    ) % {"version": consents.PROCESSING_VERSION}
    return Problem("consent-required", detail, code="consent_required")


def _gone() -> Problem:
    return Problem("gone", _("The photo has been deleted. Upload it again."))


def _job(request: Request, public_id: UUID) -> SketchJob:
    return get_object_or_404(SketchJob.objects.of(user_of(request)), public_id=public_id)


def _answer(request: Request, job: SketchJob, code: int = status.HTTP_200_OK) -> Response:
    body = JobSerializer(job, context={"request": request}).data
    headers = {"Cache-Control": "private, no-cache"}
    if job.is_active:
        headers["Retry-After"] = RETRY_AFTER_SECONDS
    return Response(body, code, headers=headers)
