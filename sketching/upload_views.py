"""The pages on which a photo comes in and its owner points at the face."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import consents
from accounts.doors import login_required, lost_is_not_found, user_of
from accounts.models import User
from sketching import jobs, offers, photos, quotas, refusals
from sketching.forms import JobForm, PhotoForm
from sketching.frame_forms import FrameForm
from sketching.intake import IntakeError, IntakeOptions
from sketching.models import Photo, SketchJob
from sketching.offers import Wish
from sketching.plugins.options import OptionsError


@login_required
def job_new(request: HttpRequest) -> HttpResponse:
    """A photo that comes with the form, or has come before and is framed in it, is sent to be drawn."""
    user = user_of(request)
    photo = _photo_of_form(request)
    form = JobForm(user, request.POST or None, request.FILES or None, photo=photo)
    frame = _frame_form(photo, request.POST or None)
    if request.method == "POST" and form.is_valid() and (frame is None or frame.is_valid()):
        if "consent" in form.fields:
            consents.agree(user)
        try:
            answer = _submit_photo(form, frame, photo) if photo else _submit_upload(user, form, request)
        except consents.ConsentError:  # taken back meanwhile
            messages.info(request, refusals.consent())
            answer = redirect("sketching:job-new")
        if answer:
            return answer
    context = {"form": form, "limits": photos.limits(), "consent_version": consents.PROCESSING_VERSION}
    context["full"] = _full(user)
    if frame:
        context |= _framing(frame)
    return render(request, "sketching/job_new.html", context, status=422 if request.method == "POST" else 200)


def _full(user: User) -> str:
    """Why nothing can be drawn for this person just now; empty if it can."""
    try:
        quotas.check(user)
    except quotas.QuotaError as error:
        return refusals.quota(error)
    return ""


def _photo_of_form(request: HttpRequest) -> Photo | None:
    """The photo that the form was sent with, or, for who comes back to the page, the one that waits to be framed."""
    own = Photo.objects.filter(owner=user_of(request)).exclude(image="")
    if request.method != "POST":
        return _there(own.exclude(refusal="").last())
    if request.FILES.get("file"):  # another was chosen instead
        return None
    try:
        return _there(own.filter(public_id=request.POST.get("photo", "")).first())
    except ValidationError:
        return None


def _there(photo: Photo | None) -> Photo | None:
    """None for one whose file is lost, or cannot be had just now."""
    try:
        return photo if photo and photos.size(photo) else None
    except OSError:
        return None


def _frame_form(photo: Photo | None, data: QueryDict | None = None) -> FrameForm | None:
    if photo is None or photo.is_framed:
        return None
    return FrameForm(photo, photos.size(photo), data)


def _submit_photo(form: JobForm, frame: FrameForm | None, photo: Photo) -> HttpResponseRedirect | None:
    """To the job. None if a form has to say what is wrong."""
    assert form.wish  # noqa: S101  the form is valid
    try:
        job = _submit_framed(frame, form.wish) if frame else jobs.redraw(photo, form.wish)
    except quotas.QuotaError as error:
        form.add_error(None, refusals.quota(error))
        return None
    except FileNotFoundError:  # since the form was read
        form.add_error("file", _("The photo was deleted after its time. Choose it again."))
        return None
    return redirect("sketching:job", job.public_id) if job else None


def _submit_upload(user: User, form: JobForm, request: HttpRequest) -> HttpResponseRedirect | None:
    """To the job, or to the page on which the person points at the face. None if the form has to say what is wrong."""
    assert form.wish  # noqa: S101  the form is valid
    file = form.cleaned_data["file"]
    try:
        try:
            if "frame_first" in request.POST:
                quotas.check(user)
                return redirect("sketching:photo-frame", photos.look(user, file, form.wish).public_id)
            found = jobs.submit_upload(user, file, form.wish, form.submission_key())
            return redirect("sketching:job", found.public_id)
        except IntakeError as error:
            if error.code in photos.CAN_BE_POINTED_AT:
                return redirect("sketching:photo-frame", photos.keep(user, error, form.wish).public_id)
            form.add_error("file", refusals.message(error))
    except quotas.QuotaError as error:
        form.add_error(None, refusals.quota(error))
    except OSError:
        form.add_error("file", _("The photo could not be stored just now, and nothing was kept. Try again later."))
    return None


@login_required
@require_POST
def photo_new(request: HttpRequest) -> HttpResponse:
    """For the script of the upload page, as soon as a photo is chosen: the part that shows it with its faces, to frame.

    422 answers say in the same place why there is none.
    """
    user = user_of(request)
    form = PhotoForm(user, request.POST, request.FILES)
    photo = _look(user, form) if form.is_valid() else None
    frame = _frame_form(photo)
    if frame is None:
        return render(request, "sketching/photo_refused.html", {"form": form}, status=422)
    return render(request, "sketching/framing.html", {**_framing(frame), "is_in_form": True}, status=201)


def _look(user: User, form: PhotoForm) -> Photo | None:
    """None if the form has to say what is wrong."""
    if "consent" in form.fields:
        consents.agree(user)
    try:
        quotas.check(user)
        return photos.look(user, form.cleaned_data["file"])
    except quotas.QuotaError as error:
        form.add_error(None, refusals.quota(error))
    except IntakeError as error:
        form.add_error("file", refusals.message(error))
    except consents.ConsentError:
        form.add_error("file", refusals.consent())
    except OSError:
        form.add_error("file", _("The photo could not be stored just now, and nothing was kept. Try again later."))
    return None


@login_required
@require_POST
def photo_delete(request: HttpRequest, public_id: UUID) -> HttpResponseRedirect:
    """Take back a photo that waits to be framed."""
    photos.delete(get_object_or_404(Photo.objects.unframed(user_of(request)), public_id=public_id))
    messages.success(request, _("The photo was deleted."))
    return redirect("sketching:job-new")


@login_required
def photo_frame(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Where the person points at the face that intake could not tell, for who has no scripts."""
    photo = get_object_or_404(Photo, public_id=public_id, owner=user_of(request))
    if framed := photo.jobs.first():
        return redirect("sketching:job", framed.public_id)
    try:
        form = FrameForm(photo, photos.size(photo), request.POST or None)
    except FileNotFoundError:
        messages.error(request, _("The photo was deleted after its time. Please upload it again."))
        return redirect("sketching:job-new")
    wish = _kept_wish(photo)
    if wish is None:  # the page of uploading asks for it, with the photo in its frame
        if photo.wish:
            messages.error(request, _("This style has just been switched off. Choose another one."))
        return redirect("sketching:job-new")
    try:
        job = _submit_framed(form, wish) if request.method == "POST" and form.is_valid() else None
    except quotas.QuotaError as error:
        job = None
        form.add_error(None, refusals.quota(error))
    except consents.ConsentError:
        messages.info(request, refusals.consent())
        return redirect("sketching:job-new")
    if job:
        return redirect("sketching:job", job.public_id)
    status = 422 if request.method == "POST" else 200
    return render(request, "sketching/photo_frame.html", _framing(form), status=status)


def _kept_wish(photo: Photo) -> Wish | None:
    """What was wished for when the photo came, if that can still be had."""
    if not photo.wish:
        return None
    try:
        intake = IntakeOptions(background=photo.wish["background"])
        return offers.check(photo.wish["plugin"], photo.wish["options"], intake)
    except (offers.NotOfferedError, OptionsError):
        return None


def _submit_framed(form: FrameForm, wish: Wish) -> SketchJob | None:
    """None if the form has to say what is wrong. Raises: QuotaError."""
    try:
        return jobs.submit_framed(form.photo, form.where, wish)
    except IntakeError as error:
        form.add_error(None, refusals.message(error))
    except FileNotFoundError:
        form.add_error(None, _("The photo was deleted after its time. Please upload it again."))
    except OSError:
        form.add_error(None, _("The photo could not be stored just now. Try again later."))
    return None


def _framing(form: FrameForm) -> dict[str, Any]:
    """For sketching/framing.html."""
    photo, (width, height) = form.photo, form.size
    return {
        "frame": form,
        "photo": photo,
        "width": width,
        "height": height,
        "letter": min(form.size) / 14,
        "reason": refusals.invitation(photo.refusal, len(photo.faces)),
        "warnings": [refusals.warning(code) for code in photo.warnings],
        "minutes": int(settings.PHOTO_RETENTION.total_seconds() // 60),
    }


@login_required
@require_safe
@lost_is_not_found()
def photo_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    photo = get_object_or_404(Photo, public_id=public_id, owner=user_of(request))
    return HttpResponse(photos.for_owner(photo), content_type="image/jpeg")
