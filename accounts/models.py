"""People, the addresses they let others look up, their avatars and what they consented to."""

import secrets
from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.core.files.storage import storages
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def new_token() -> str:
    """128 bits: cannot be guessed, and says nothing of whose avatar it shows."""
    return secrets.token_urlsafe(16)


def avatar_storage() -> Any:
    return storages["avatars"]


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    @transaction.atomic
    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Whoever has a shell on the server vouches for the address: it needs no confirmation mail."""
        user = self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user


class User(AbstractUser):
    """Someone with an account; logs in by e-mail."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)
    avatar_token = models.CharField(_("avatar token"), max_length=32, unique=True, default=new_token, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()  # type: ignore[assignment,misc]

    def __str__(self) -> str:
        return self.email


class Avatar(models.Model):
    """A picture that others see, or saw: the newest choice is current, the others are its history."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="avatars", verbose_name=_("owner"))
    image = models.FileField(_("image"), storage=avatar_storage, max_length=200)
    digest = models.CharField(_("digest"), max_length=64, editable=False)  # SHA-256 of the image file: its ETag
    label = models.CharField(_("label"), max_length=200)  # how it was made, for the owner's eyes
    # The same in full, as whoever made it wrote it down: {} in rows from before there was this column.
    made_with = models.JSONField(_("made with"), default=dict, blank=True)
    is_current = models.BooleanField(_("is current"), default=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    chosen_at = models.DateTimeField(_("chosen at"))

    class Meta:
        verbose_name = _("avatar")
        verbose_name_plural = _("avatars")
        ordering = ["-chosen_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner"], condition=Q(is_current=True), name="one_current_avatar"),
            models.UniqueConstraint(fields=["owner", "digest", "label"], name="no_avatar_twice"),
        ]

    def __str__(self) -> str:
        return f"avatar {self.pk}"


class Address(models.Model):
    """A confirmed e-mail address under whose digests its owner lets others find the avatar.

    The row is the permission: there is no digest of anybody who did not ask for it.
    """

    email_address = models.OneToOneField(
        EmailAddress, on_delete=models.CASCADE, related_name="public_address", verbose_name=_("e-mail address")
    )
    md5 = models.CharField(max_length=32, db_index=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    avatar = models.ForeignKey(  # of the same owner; none: whichever is current
        Avatar, on_delete=models.SET_NULL, null=True, blank=True, related_name="shown_at", verbose_name=_("avatar")
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")

    def __str__(self) -> str:
        return f"address {self.pk}"


class Consent(models.Model):
    """That somebody agreed to one version of a text, and took it back. Nothing else of a row is ever edited."""

    class Purpose(models.TextChoices):
        PROCESSING = "processing", _("drawing sketches of my photos")

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents", verbose_name=_("owner"))
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices)
    version = models.CharField(_("version"), max_length=20)
    given_at = models.DateTimeField(_("given at"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)  # none: it stands

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "purpose", "version"], condition=Q(withdrawn_at=None), name="one_standing_consent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"
