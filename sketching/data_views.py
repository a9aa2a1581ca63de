"""The pages on which people take back their consent, delete their photos, and take their data away."""

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts import consents
from accounts.doors import login_required, user_of
from sketching import exports, withdrawals
from sketching.withdrawals import Cleared


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest) -> HttpResponse:
    """What was agreed to and when; POST takes it back."""
    user = user_of(request)
    if request.method == "POST":
        cleared = withdrawals.take_back(user)
        messages.success(request, " ".join([_("You have taken back your consent."), *_said(cleared)]))
        _warn(request, cleared)
        return redirect("sketching:consent")
    given = list(user.consents.order_by("-pk"))
    standing = next((row for row in given if row.withdrawn_at is None), None)
    context = {"given": given, "standing": standing, "version": consents.PROCESSING_VERSION}
    return render(request, "sketching/consent.html", context)


@login_required
@require_POST
def photos_delete(request: HttpRequest) -> HttpResponseRedirect:
    cleared = withdrawals.clear_photos(user_of(request))
    messages.success(request, " ".join(_said(cleared)))
    _warn(request, cleared)
    return redirect("accounts:overview")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required  # type: ignore[untyped-decorator]
def export(request: HttpRequest) -> HttpResponseBase:
    """What is in the ZIP; POST sends it."""
    if request.method != "POST":
        return render(request, "sketching/export.html")
    user = user_of(request)
    read_me = render_to_string("sketching/export_readme.txt", {"made_at": now(), "user": user}, request)
    response = StreamingHttpResponse(exports.archive(user, read_me), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="avatar-data-{now():%Y-%m-%d}.zip"'
    return response


def _said(cleared: Cleared) -> list[str]:
    """What was done, in sentences."""
    said = [
        ngettext("%d photo was deleted.", "%d photos were deleted.", cleared.deleted) % cleared.deleted
        if cleared.deleted
        else _("There was no photo to delete.")
    ]
    if cleared.cancelled:
        words = ngettext("%d waiting job was cancelled.", "%d waiting jobs were cancelled.", cleared.cancelled)
        said.append(words % cleared.cancelled)
    if cleared.being_drawn:
        said.append(_("What is being drawn at this moment is still drawn to the end; its photo is deleted, too."))
    return said


def _warn(request: HttpRequest, cleared: Cleared) -> None:
    """A file that could not be deleted is not passed over in silence."""
    if cleared.stuck:
        minutes = int(settings.PHOTO_RETENTION.total_seconds() // 60)
        words = ngettext(
            "%(count)d photo could not be deleted just now. Try again, or wait: it goes in %(minutes)d minutes.",
            "%(count)d photos could not be deleted just now. Try again, or wait: they go in %(minutes)d minutes.",
            cleared.stuck,
        )
        messages.error(request, words % {"count": cleared.stuck, "minutes": minutes})
