"""The pages of a person's account that allauth does not have."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from knox.models import AuthToken

from accounts import consents, erasure
from accounts.doors import login_required, user_of
from accounts.forms import DeleteAccountForm
from accounts.models import User


@login_required
@require_safe
def settings_overview(request: HttpRequest) -> HttpResponse:
    """Every setting with its present state."""
    user = user_of(request)
    context = {"avatar_count": user.avatars.count(), **_signing_in(user)}
    context["current"] = user.avatars.filter(is_current=True).first()
    context["consent"] = consents.newest(user)
    context["consent_is_asked_anew"] = not consents.has_agreed(user)
    context["retention_minutes"] = int(settings.PHOTO_RETENTION.total_seconds() // 60)
    return render(request, "accounts/overview.html", context)


def _signing_in(user: User) -> dict[str, Any]:
    """Addresses, second factors, sessions and tokens; what has run out is not counted."""
    addresses = EmailAddress.objects.filter(user=user).select_related("public_address")
    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    living = Q(expiry=None) | Q(expiry__gt=now())
    return {
        "addresses": addresses.count(),
        "unconfirmed": addresses.filter(verified=False).count(),
        "found": list(addresses.filter(verified=True, public_address__isnull=False).order_by("-primary", "email")),
        "has_app": Authenticator.Type.TOTP in kinds,
        "has_key": Authenticator.Type.WEBAUTHN in kinds,
        "sessions": len(UserSession.objects.purge_and_list(user)),
        "tokens": AuthToken.objects.filter(living, user=user).count(),
    }


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
