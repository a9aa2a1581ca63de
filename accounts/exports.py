"""What accounts knows of one person, for that person to take away: no password, token, digest of one, or secret."""

from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.urls import reverse
from knox.models import AuthToken

from accounts.models import Avatar, User


def facts(user: User) -> dict[str, Any]:
    """All but the pictures, in plain values and dates."""
    opaque = reverse("accounts:opaque-avatar", args=[user.avatar_token])
    return {
        "account": {
            "email": user.email,
            "joined_at": user.date_joined,
            "last_signed_in_at": user.last_login,
            "avatar_address": f"{settings.SITE_URL}{opaque}",
        },
        "email_addresses": [_address(found) for found in _addresses(user)],
        "consents": list(user.consents.order_by("pk").values("purpose", "version", "given_at", "withdrawn_at")),
        "avatars": [_avatar(avatar) for avatar in pictures(user)],
        "second_factors": list(_factors(user)),
        "sessions": list(_sessions(user)),
        "api_tokens": [
            {"begins_with": token.token_key, "made_at": token.created, "expires_at": token.expiry}
            for token in AuthToken.objects.filter(user=user).order_by("created")
        ],
    }


def pictures(user: User) -> Iterator[Avatar]:
    """Oldest first, one at a time."""
    return user.avatars.order_by("pk").iterator()


def file_name(avatar: Avatar) -> str:
    return f"avatars/{avatar.created_at:%Y-%m-%d}-{avatar.pk}.png"


def _addresses(user: User) -> Any:
    return EmailAddress.objects.filter(user=user).order_by("pk").select_related("public_address__avatar")


def _address(found: EmailAddress) -> dict[str, Any]:
    facts = {"email": found.email, "is_confirmed": found.verified, "is_primary": found.primary}
    public = getattr(found, "public_address", None)
    if public is None:
        return {**facts, "is_found": False}
    return {
        **facts,
        "is_found": True,
        "found_since": public.created_at,
        "found_by_md5": public.md5,
        "found_by_sha256": public.sha256,
        "shows": file_name(public.avatar) if public.avatar else "whichever avatar is current",
    }


def _avatar(avatar: Avatar) -> dict[str, Any]:
    return {
        "file": file_name(avatar),
        "made_with": avatar.made_with or avatar.label,
        "is_current": avatar.is_current,
        "made_at": avatar.created_at,
        "chosen_at": avatar.chosen_at,
    }


def _factors(user: User) -> Any:
    return Authenticator.objects.filter(user=user).order_by("pk").values("type", "created_at", "last_used_at")


def _sessions(user: User) -> Any:
    found = UserSession.objects.filter(user=user).order_by("pk")
    return found.values("created_at", "last_seen_at", "ip", "user_agent")
