"""The pages of a photo: where its owner points at the face, and where it is drawn in every style."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_GET, require_safe

from accounts import consents
from accounts.doors import lost_is_not_found, user_of
from sketching import jobs, offers, photos, quotas, refusals, styles
from sketching.forms import FrameForm, StyleForm
from sketching.intake import IntakeError
from sketching.models import Photo, SketchJob
from sketching.offers import Wish
from sketching.plugins.options import OptionsError


@login_required
def photo_frame(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Where the person points at the face that intake could not tell."""
    photo = get_object_or_404(Photo, public_id=public_id, owner=user_of(request))
    if framed := photo.jobs.first():
        return redirect("sketching:job", framed.public_id)
    try:
        size = photos.size(photo)
    except FileNotFoundError:
        messages.error(request, _("The photo was deleted after its time. Please upload it again."))
        return redirect("sketching:job-new")
    form = FrameForm(photo, size, request.POST or None)
    job = _submit_framed(photo, form) if request.method == "POST" and form.is_valid() else None
    if job:
        return redirect("sketching:job", job.public_id)
    context = {"photo": photo, "form": form, "width": size[0], "height": size[1], "letter": min(size) / 14}
    context["minutes"] = int(settings.PHOTO_RETENTION.total_seconds() // 60)
    context["reason"] = refusals.invitation(photo.refusal, len(photo.faces))
    return render(request, "sketching/photo_frame.html", context, status=422 if request.method == "POST" else 200)


def _submit_framed(photo: Photo, form: FrameForm) -> SketchJob | None:
    """None if the form has to say what is wrong."""
    try:
        return jobs.submit_framed(photo, form.where)
    except quotas.QuotaError as error:
        form.add_error(None, refusals.quota(error))
    except IntakeError as error:
        form.add_error(None, refusals.message(error))
    except FileNotFoundError:
        form.add_error(None, _("The photo was deleted after its time. Please upload it again."))
    except (offers.NotOfferedError, OptionsError):
        form.add_error(None, _("This style has just been switched off. Upload the photo again and choose another one."))
    except OSError:
        form.add_error(None, _("The photo could not be stored just now. Try again later."))
    return None


@login_required
@require_safe
@lost_is_not_found()
def photo_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    photo = get_object_or_404(Photo, public_id=public_id, owner=user_of(request))
    return HttpResponse(photos.for_owner(photo), content_type="image/jpeg")


@login_required
def photo_styles(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One photo in many styles, side by side. POST draws it in one more, or with `every` in all that are offered."""
    photo = _framed(request, public_id)
    is_for_all = "every" in request.POST
    form = StyleForm(None if is_for_all else request.POST or None)
    if request.method == "POST":
        if is_for_all:
            return _redraw(request, photo, offers.variants())
        if form.is_valid() and form.wish:
            return _redraw(request, photo, [form.wish])
    context = {"form": form, **_drawings(photo)}
    return render(request, "sketching/photo_styles.html", context, status=422 if request.method == "POST" else 200)


def _redraw(request: HttpRequest, photo: Photo, wishes: list[Wish]) -> HttpResponseRedirect:
    if not consents.has_agreed(user_of(request)):
        messages.info(request, _("The text you agreed to has changed. Please read it once more."))
        return redirect("sketching:job-new")
    try:
        for wish in wishes:
            jobs.redraw(photo, wish)
    except quotas.QuotaError as error:
        messages.error(request, refusals.quota(error))
    except FileNotFoundError:
        messages.error(request, _("The photo was deleted after its time. Please upload it again."))
    return redirect("sketching:photo-styles", photo.public_id)


def _drawings_etag(request: HttpRequest, public_id: UUID) -> str | None:
    found = Photo.objects.filter(public_id=public_id, owner=user_of(request)).first()
    return f'"{_state(found, list(found.jobs.order_by("pk")))}-{get_language()}"' if found else None


@login_required
@require_GET
@cache_control(private=True, no_cache=True)
@condition(etag_func=_drawings_etag)
def photo_styles_state(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The part of the page that changes while something is drawn."""
    return render(request, "sketching/photo_styles_state.html", _drawings(_framed(request, public_id)))


def _framed(request: HttpRequest, public_id: UUID) -> Photo:
    return get_object_or_404(Photo, public_id=public_id, owner=user_of(request), refusal="")


def _drawings(photo: Photo) -> dict[str, Any]:
    """For the page and the part of it that changes; what failed or was cancelled is on its job's page."""
    found = list(photo.jobs.select_related("sketch").order_by("pk"))
    shown = [job for job in found if job.is_active or job.status == SketchJob.Status.SUCCEEDED]
    ways = [(job.plugin, job.options) for job in shown]
    return {
        "photo": photo,
        "drawings": [(job, styles.described(job.plugin, job.options)) for job in shown],
        "done": sum(not job.is_active for job in shown),
        "failed": sum(job.status == SketchJob.Status.FAILED for job in found),
        "is_complete": all((wish.plugin, wish.options) in ways for wish in offers.variants()),
        "is_active": any(job.is_active for job in shown),
        "state": _state(photo, found),
        "photo_deleted_at": photos.deletion_time(photo),
    }


def _state(photo: Photo, found: list[SketchJob]) -> str:
    return " ".join([str(int(photo.is_deleted)), *(f"{job.pk}:{job.status}" for job in found)])
