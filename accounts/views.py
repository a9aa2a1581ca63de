"""The pages of a person's account that allauth does not have."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from knox.models import AuthToken

from accounts import avatars, erasure
from accounts.doors import lost_is_not_found, user_of
from accounts.forms import DeleteAccountForm, PublicAddressesForm
from accounts.models import Avatar


@login_required
@require_safe
def settings_overview(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/overview.html")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def avatar(request: HttpRequest) -> HttpResponse:
    """The current avatar, its addresses and its history; POST changes under which addresses it is found."""
    user = user_of(request)
    form = PublicAddressesForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        for address in form.fields["public"].queryset:  # type: ignore[attr-defined]
            change = avatars.publish_address if address in form.cleaned_data["public"] else avatars.hide_address
            change(address)
        messages.success(request, _("Saved. Other sites may show what they had for up to five minutes."))
        return redirect("accounts:avatar")
    history = list(user.avatars.all())
    current = next((item for item in history if item.is_current), None)
    return render(request, "accounts/avatar.html", {"form": form, "history": history, "current": current})


@login_required
@require_POST
def avatar_choose(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    avatars.choose(_own_avatar(request, pk))
    messages.success(request, _("This is your avatar now."))
    return redirect("accounts:avatar")


@login_required
@require_POST
def avatar_clear(request: HttpRequest) -> HttpResponseRedirect:
    avatars.clear(user_of(request))
    messages.success(request, _("You show no avatar now. Your earlier ones are kept below."))
    return redirect("accounts:avatar")


@login_required
@require_safe
@cache_control(private=True, max_age=3600)
@lost_is_not_found()
def avatar_image(request: HttpRequest, pk: int) -> HttpResponse:
    """One picture of a person's own history."""
    return HttpResponse(avatars.render(_own_avatar(request, pk), 256), content_type="image/png")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required  # type: ignore[untyped-decorator]
def tokens(request: HttpRequest) -> HttpResponse:
    """API tokens; a new one is shown once, in the answer to its POST."""
    user = user_of(request)
    new = AuthToken.objects.create(user)[1] if request.method == "POST" else None
    context = {"new": new, "tokens": AuthToken.objects.filter(user=user).order_by("-created")}
    return render(request, "accounts/tokens.html", context)


@login_required
@require_POST
def token_revoke(request: HttpRequest, token_key: str) -> HttpResponseRedirect:
    AuthToken.objects.filter(user=user_of(request), token_key=token_key).delete()
    messages.success(request, _("The token was revoked."))
    return redirect("accounts:tokens")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required  # type: ignore[untyped-decorator]
def delete_account(request: HttpRequest) -> HttpResponse:
    form = DeleteAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = user_of(request)
        logout(request)
        erasure.erase(user)
        messages.success(request, _("Your account and everything in it has been deleted."))
        return redirect("sketching:landing")
    return render(request, "accounts/delete.html", {"form": form})


def _own_avatar(request: HttpRequest, pk: int) -> Avatar:
    return get_object_or_404(Avatar, pk=pk, owner=user_of(request))
