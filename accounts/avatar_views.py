"""The pages of a person's avatars: what is shown where, the history, and how other sites get at it."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import avatars, gravatar, instructions
from accounts.doors import login_required, lost_is_not_found, user_of
from accounts.forms import PublicAddressesForm
from accounts.models import Avatar


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def avatar(request: HttpRequest) -> HttpResponse:
    """The current avatar, its addresses and its history; POST changes under which addresses which one is found."""
    user = user_of(request)
    form = PublicAddressesForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        _publish(form)
        messages.success(request, _("Saved. Other sites may show what they had for up to five minutes."))
        return redirect("accounts:avatar")
    history = list(user.avatars.prefetch_related("shown_at__email_address"))
    current = next((item for item in history if item.is_current), None)
    return render(request, "accounts/avatar.html", {"form": form, "history": history, "current": current})


@transaction.atomic
def _publish(form: PublicAddressesForm) -> None:
    for address, is_found, its_avatar in form.wishes():
        if is_found:
            avatars.publish_address(address, its_avatar)
        else:
            avatars.hide_address(address)


@login_required
@require_safe
def avatar_elsewhere(request: HttpRequest) -> HttpResponse:
    """How to use the avatar on other sites, with this person's own addresses filled in."""
    user = user_of(request)
    opaque = reverse("accounts:opaque-avatar", args=[user.avatar_token])
    addresses = [
        {
            "email": address.email,
            "is_found": hasattr(address, "public_address"),
            "digests": gravatar.digests(address.email),
        }
        for address in PublicAddressesForm(user).addresses
    ]
    context = {
        "addresses": addresses,
        "found": [address for address in addresses if address["is_found"]],
        "has_avatar": user.avatars.filter(is_current=True).exists(),
        **instructions.for_pages(f"{settings.SITE_URL}{opaque}", _("My avatar")),
        **instructions.for_administrators(settings.SITE_URL),
    }
    return render(request, "accounts/avatar_elsewhere.html", context)


@login_required
@require_POST
def avatar_choose(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    try:
        avatars.choose(_own(request, pk))
        messages.success(request, _("This is your avatar now."))
    except avatars.LostAvatarError:
        messages.info(request, _("That avatar is not there any more."))
    return redirect("accounts:avatar")


@login_required
@require_POST
def avatar_clear(request: HttpRequest) -> HttpResponseRedirect:
    avatars.clear(user_of(request))
    messages.success(request, _("You show no avatar now. Your earlier ones are kept below."))
    return redirect("accounts:avatar")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def avatar_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first. A second click, and whoever asks for somebody else's, are told that it is not there."""
    if request.method != "POST":
        return render(request, "accounts/avatar_delete.html", {"avatar": _own(request, pk)})
    found = Avatar.objects.filter(pk=pk, owner=user_of(request)).first()
    if found is None:
        messages.info(request, _("That avatar is not there any more."))
        return redirect("accounts:avatar")
    avatars.delete(found)
    if found.is_current:
        messages.success(request, _("The avatar was deleted. You show no avatar now."))
    else:
        messages.success(request, _("The avatar was deleted."))
    return redirect("accounts:avatar")


@login_required
@require_safe
@cache_control(private=True, max_age=3600)
@lost_is_not_found()
def avatar_image(request: HttpRequest, pk: int) -> HttpResponse:
    """One picture of a person's own history."""
    return HttpResponse(avatars.render(_own(request, pk), 256), content_type="image/png")


def _own(request: HttpRequest, pk: int) -> Avatar:
    return get_object_or_404(Avatar, pk=pk, owner=user_of(request))
