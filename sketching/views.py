"""The pages of a person's jobs. Whatever is not theirs is not found."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_GET, require_POST, require_safe

from accounts import consents
from accounts.doors import login_required, lost_is_not_found, user_of
from accounts.public import AVATAR_SECONDS
from sketching import downloads, estimates, jobs, notices, offers, photos, quotas, refusals, reviews, styles
from sketching.models import Sketch, SketchJob

PER_PAGE = 24
MINUTE = timedelta(minutes=1)

Deed = Callable[[HttpRequest, UUID], HttpResponseRedirect]


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    context = {"styles": styles.offered(), "photo_minutes": settings.PHOTO_RETENTION // MINUTE}
    return render(request, "sketching/landing.html", context)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    token_life: Any = settings.REST_KNOX["TOKEN_TTL"]
    context = {
        "photo_minutes": settings.PHOTO_RETENTION // MINUTE,
        "avatar_minutes": timedelta(seconds=AVATAR_SECONDS) // MINUTE,
        "session_days": timedelta(seconds=settings.SESSION_COOKIE_AGE).days,
        "token_days": token_life.days,
        "consent_version": consents.PROCESSING_VERSION,
    }
    return render(request, "sketching/privacy.html", context)


@login_required
@require_safe
def job_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(SketchJob.objects.of(request.user).kept(), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(job, styles.title(job.plugin)) for job in page]
    return render(request, "sketching/job_list.html", {"page": page, "rows": rows})


@login_required
@require_safe
def job(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return render(request, "sketching/job.html", job_context(_job(request, public_id)))


def _state_etag(request: HttpRequest, public_id: UUID) -> str | None:
    found = SketchJob.objects.of(user_of(request)).filter(public_id=public_id).first()
    if found is None:
        return None
    return f'"{_state(found, estimates.of(found)).replace(" ", "-")}-{get_language()}"'


def _state(found: SketchJob, estimate: estimates.Estimate | None) -> str:
    """Changes when the page has something else to say: of the time that is left, only as it is told, rounded."""
    told = estimates.step(estimate.seconds) if estimate and not estimate.is_guess else int(bool(estimate))
    parts = (found.status, jobs.position(found), told, found.tries, found.wants_mail, found.photo.is_deleted)
    return " ".join(str(part) for part in parts)


@login_required
@require_GET
@cache_control(private=True, no_cache=True)
@condition(etag_func=_state_etag)
def job_state(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The part of the job's page that changes; its script asks ever less often until the job is over."""
    return render(request, "sketching/job_state.html", job_context(_job(request, public_id)))


@login_required
@require_safe
@lost_is_not_found()
def job_photo(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return HttpResponse(photos.for_owner(_job(request, public_id).photo), content_type="image/jpeg")


def _sketch_etag(request: HttpRequest, public_id: UUID, kind: str = "png") -> str | None:
    found = Sketch.objects.filter(job__public_id=public_id, job__owner=request.user.pk).first()
    return f'"{found.digest}-{kind}"' if found else None


@login_required
@require_safe
@cache_control(private=True, no_cache=True)
@condition(etag_func=_sketch_etag)
@lost_is_not_found()
def job_sketch(request: HttpRequest, public_id: UUID, kind: str = "png") -> HttpResponse:
    """The picture of the pages as PNG; the other kinds, see downloads.TYPES, are to be taken away."""
    found = _job(request, public_id)
    if not hasattr(found, "sketch"):
        raise Http404("there is no sketch yet")
    response = HttpResponse(downloads.read(found.sketch, kind), content_type=downloads.TYPES[kind])
    name = content_disposition_header(kind != "png", f"sketch-{found.plugin}.{kind}")
    response["Content-Disposition"] = name or ""
    if kind == "svg":
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def gone_leads_to_list(deed: Callable[[HttpRequest, SketchJob], HttpResponseRedirect]) -> Deed:
    """For what buttons do with a job: their page may have been open for longer than the job was there.

    What is not there, and what is not theirs, get the same answer as a second click on *Delete*.
    """

    @wraps(deed)
    def done(request: HttpRequest, public_id: UUID) -> HttpResponseRedirect:
        found = SketchJob.objects.of(user_of(request)).filter(public_id=public_id).first()
        if found:
            return deed(request, found)
        words = _("There is no such sketch any more. What was only tried out is deleted with its photo.")
        messages.info(request, words)
        return redirect("sketching:job-list")

    return done


@login_required
@require_POST
@gone_leads_to_list
def job_cancel(request: HttpRequest, found: SketchJob) -> HttpResponseRedirect:
    try:
        jobs.cancel(found)
        messages.success(request, _("The job was cancelled."))
    except jobs.LostJobError:
        messages.info(request, _("It was too late to cancel: drawing had begun."))
    return redirect("sketching:job", found.public_id)


@login_required
@require_POST
@gone_leads_to_list
def job_mail(request: HttpRequest, found: SketchJob) -> HttpResponseRedirect:
    """Ask for a mail when the job is over, with `wants`, or think better of it."""
    if "wants" not in request.POST:
        notices.want_no_more(found)
    elif not notices.want(found, get_language() or ""):
        messages.info(request, _("No mail is needed: it is over already."))
    page = reverse("sketching:job", args=[found.public_id])
    return redirect(f"{page}#mail-when-done")  # the keyboard goes on from there


@login_required
@require_POST
@gone_leads_to_list
def job_retry(request: HttpRequest, found: SketchJob) -> HttpResponseRedirect:
    try:
        return redirect("sketching:job", jobs.retry(found).public_id)
    except quotas.QuotaError as error:
        messages.error(request, refusals.quota(error))
        return redirect("sketching:job", found.public_id)
    except consents.ConsentError:
        messages.info(request, refusals.consent())
        return redirect("sketching:job-new")
    except (jobs.LostJobError, FileNotFoundError):
        messages.error(request, _("This job cannot be tried again. Upload the photo once more."))
        return redirect("sketching:job-new")


@login_required
@require_POST
@gone_leads_to_list
def job_use(request: HttpRequest, found: SketchJob) -> HttpResponseRedirect:
    """Make the sketch the person's avatar."""
    if not hasattr(found, "sketch"):
        raise Http404("there is no sketch yet")
    reviews.use_as_avatar(found.sketch)
    messages.success(request, _("This sketch is now your avatar."))
    return redirect("accounts:avatar")


@login_required
@require_POST
@gone_leads_to_list
def job_keep(request: HttpRequest, found: SketchJob) -> HttpResponseRedirect:
    """List a sketch that was drawn on trial, so that it stays when the photo goes."""
    kept = jobs.keep(found)
    messages.success(request, _("The sketch is kept: you find it under “My sketches”."))
    return redirect("sketching:job", kept.public_id)


@login_required
@require_POST
@gone_leads_to_list
def job_delete(request: HttpRequest, found: SketchJob) -> HttpResponseRedirect:
    """Delete a job that is over."""
    try:
        jobs.delete(found)
    except jobs.LostJobError:
        messages.error(request, _("This is still waiting or being drawn. It can be deleted when it is over."))
        return redirect("sketching:job", found.public_id)
    messages.success(request, _("Deleted."))
    return redirect("sketching:job-list")


def _job(request: HttpRequest, public_id: UUID) -> SketchJob:
    return get_object_or_404(SketchJob.objects.of(user_of(request)), public_id=public_id)


def job_context(found: SketchJob) -> dict[str, Any]:
    """For sketching/job_state.html."""
    estimate = estimates.of(found)
    sketch = getattr(found, "sketch", None)
    return {
        "job": found,
        "state": _state(found, estimate),
        "sketch": sketch,
        "downloads": downloads.kinds(sketch) if sketch else [],
        "position": jobs.position(found),
        "when": estimates.in_words(estimate.seconds) if estimate and not estimate.is_guess else "",
        "stands_still": found.is_active and estimate is None,
        "error": refusals.FAILURES.get(found.error, found.error),
        **_ways_on(found),
        "photo_deleted_at": photos.deletion_time(found.photo),
        "is_photo_needed": not found.is_active and jobs.is_needed(found.photo, found),
        "warnings": [refusals.warning(code) for code in found.photo.warnings],
        "dropped": refusals.dropped(found.photo.dropped),
        "style": styles.title(found.plugin),
    }


def _ways_on(found: SketchJob) -> dict[str, bool]:
    """What can be done with the same photo after a job that came to nothing."""
    came_to_nothing = found.status in (SketchJob.Status.FAILED, SketchJob.Status.CANCELED)
    if not came_to_nothing or found.photo.is_deleted or found.error == "photo_damaged":
        return {"can_retry": False, "can_redraw": False}
    offered = [info.name for info in offers.offered()]
    return {"can_retry": found.plugin in offered, "can_redraw": bool(offered)}
