"""The page of a photo on which it is drawn in every style."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_GET, require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from accounts import consents
from accounts.doors import login_required, user_of
from sketching import jobs, offers, photos, quotas, refusals, styles
from sketching.forms import StyleForm
from sketching.models import Photo, SketchJob
from sketching.offers import Wish


@login_required
def photo_styles(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One photo in many styles, side by side. POST draws it in one more, or with `every` in all that are offered.

    `like` in the address names the job whose style and options the form begins with; else it is the first one.
    """
    photo = _framed(request, public_id)
    is_for_all = "every" in request.POST
    like = _job_named(photo, request.GET.get("like")) or photo.jobs.order_by("pk").first()
    form = StyleForm(None if is_for_all else request.POST or None, initial=_choices(like))
    if request.method == "POST":
        if is_for_all:
            return _redraw(request, photo, offers.variants(), is_trial=True)
        if form.is_valid() and form.wish:
            return _redraw(request, photo, [form.wish], is_trial=False)
    context = {"form": form, **drawings(photo), **_trial(photo, like)}
    return render(request, "sketching/photo_styles.html", context, status=422 if request.method == "POST" else 200)


def _redraw(request: HttpRequest, photo: Photo, wishes: list[Wish], *, is_trial: bool) -> HttpResponseRedirect:
    try:
        for wish in wishes:
            jobs.redraw(photo, wish, is_trial=is_trial)
    except quotas.QuotaError as error:
        messages.error(request, refusals.quota(error))
    except consents.ConsentError:
        messages.info(request, refusals.consent())
        return redirect("sketching:job-new")
    except FileNotFoundError:
        messages.error(request, _("The photo was deleted after its time. Please upload it again."))
    return redirect("sketching:photo-styles", photo.public_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def photo_trial(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """For scripts: POST draws the photo so as to try the options; the answer shows it, or what to ask for until then.

    `trial` names the job that was asked for before, `shown` the one whose sketch is on the page meanwhile.
    """
    photo = _framed(request, public_id)
    before = _job_named(photo, request.POST.get("trial") or request.GET.get("trial"))
    shown = _job_named(photo, request.POST.get("shown") or request.GET.get("shown"))
    if request.method != "POST":
        return render(request, "sketching/photo_trial.html", _trial(photo, before, shown))
    form = StyleForm(request.POST)
    context: dict[str, Any] = {"form": form}
    if form.is_valid() and form.wish:
        _forget(before)
        try:
            context |= _trial(photo, jobs.redraw(photo, form.wish, is_trial=True), shown)
        except quotas.QuotaError as error:
            form.add_error(None, refusals.quota(error))
        except consents.ConsentError:
            messages.info(request, refusals.consent())
            return HttpResponseClientRedirect(reverse("sketching:job-new"))
        except FileNotFoundError:
            context |= {"photo": photo, "is_over": True}
    return render(request, "sketching/photo_trial.html", context)


def _forget(before: SketchJob | None) -> None:
    """Nobody waits any more for what was tried before, if it is not being drawn yet, and not for the comparison."""
    if before and before.is_trial and (before.plugin, before.options) not in _usual():
        with suppress(jobs.LostJobError):
            jobs.cancel(before)


def _usual() -> list[tuple[str, dict[str, Any]]]:
    """Plugin and options of what is compared."""
    return [(wish.plugin, wish.options) for wish in offers.variants()]


def _trial(photo: Photo, job: SketchJob | None, shown: SketchJob | None = None) -> dict[str, Any]:
    """The drawing that is tried, and which finished one stands there until it is done."""
    is_done = job is not None and job.status == SketchJob.Status.SUCCEEDED
    return {
        "photo": photo,
        "trial": job,
        "trial_title": styles.described(job.plugin, job.options) if job else "",
        "trial_error": refusals.FAILURES.get(job.error, job.error) if job else "",
        "shown": job if is_done else shown,
        "is_over": photo.is_deleted and job is None,
    }


def _job_named(photo: Photo, name: str | None) -> SketchJob | None:
    try:
        return photo.jobs.filter(public_id=name or "").first()
    except ValidationError:
        return None


def _choices(job: SketchJob | None) -> dict[str, Any]:
    """How the form stands for a drawing like this one."""
    if job is None:
        return {}
    return {"plugin": job.plugin, **{f"{job.plugin}-{name}": value for name, value in job.options.items()}}


def _drawings_etag(request: HttpRequest, public_id: UUID) -> str | None:
    found = Photo.objects.filter(public_id=public_id, owner=user_of(request)).first()
    return f'"{_state(found, list(found.jobs.order_by("pk")))}-{get_language()}"' if found else None


@login_required
@require_GET
@cache_control(private=True, no_cache=True)
@condition(etag_func=_drawings_etag)
def photo_styles_state(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The part of the page that changes while something is drawn."""
    return render(request, "sketching/photo_styles_state.html", drawings(_framed(request, public_id)))


def _framed(request: HttpRequest, public_id: UUID) -> Photo:
    return get_object_or_404(Photo, public_id=public_id, owner=user_of(request), refusal="")


def drawings(photo: Photo) -> dict[str, Any]:
    """For the page and the part of it that changes: every style as it usually draws, and what was asked for besides.

    What failed or was cancelled is on its job's page; what was only tried is where it was tried.
    """
    found = list(photo.jobs.select_related("sketch").order_by("pk"))
    usual = _usual()
    alive = [job for job in found if job.is_active or job.status == SketchJob.Status.SUCCEEDED]
    shown = [job for job in alive if not job.is_trial or (job.plugin, job.options) in usual]
    ways = [(job.plugin, job.options) for job in shown]
    return {
        "photo": photo,
        "drawings": [(job, styles.described(job.plugin, job.options)) for job in shown],
        "done": sum(not job.is_active for job in shown),
        "failed": sum(job.status == SketchJob.Status.FAILED for job in found),
        "is_complete": all(way in ways for way in usual),
        "is_active": any(job.is_active for job in shown),
        "state": _state(photo, found),
        "photo_deleted_at": photos.deletion_time(photo),
    }


def _state(photo: Photo, found: list[SketchJob]) -> str:
    return " ".join([str(int(photo.is_deleted)), *(f"{job.pk}:{job.status}" for job in found)])
