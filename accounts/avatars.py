"""The picture others see: set it, go back to an earlier one, clear it, find it by digest or token, render it."""

import hashlib
import io
import uuid
import zlib
from functools import lru_cache

from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.timezone import now
from PIL import Image

from accounts import gravatar, placeholders
from accounts.models import Address, Avatar, User, avatar_storage

RENDERED_SECONDS = 600  # also how long a rendering outlives its erased owner, seen by nobody


def set_avatar(owner: User, png: bytes, label: str) -> Avatar:
    """Make this picture the one others see. The same picture chosen again is the old row, current again."""
    name = f"{uuid.uuid4().hex}.png"
    try:
        with transaction.atomic():
            _wait_for_turn(owner.pk)
            digest = hashlib.sha256(png).hexdigest()
            avatar = Avatar.objects.filter(owner=owner, digest=digest, label=label).first()
            if avatar is None:
                avatar = Avatar(owner=owner, digest=digest, label=label, chosen_at=now())
                avatar.image.save(name, ContentFile(png), save=True)
            return choose(avatar)
    except BaseException:
        avatar_storage().delete(name)  # a disk that filled up leaves half a file
        raise


@transaction.atomic
def choose(avatar: Avatar) -> Avatar:
    """Go back to an earlier avatar of the same owner."""
    _wait_for_turn(avatar.owner_id)
    Avatar.objects.filter(owner_id=avatar.owner_id, is_current=True).update(is_current=False)
    Avatar.objects.filter(pk=avatar.pk).update(is_current=True, chosen_at=now())
    avatar.refresh_from_db()
    return avatar


def _wait_for_turn(owner_id: int) -> None:
    """One change of a person's avatar at a time: a double click waits here for its first half, until that commits."""
    User.objects.select_for_update().get(pk=owner_id)


def clear(owner: User) -> None:
    """Show nothing; the history stays."""
    Avatar.objects.filter(owner=owner, is_current=True).update(is_current=False)


def publish_address(address: EmailAddress) -> None:
    """Let the owner's avatar be found under this confirmed address.

    Raises: ValueError if the address is not confirmed.
    """
    if not address.verified:
        raise ValueError("only a confirmed address can be made public")
    md5, sha256 = gravatar.digests(address.email)
    Address.objects.get_or_create(email_address=address, defaults={"md5": md5, "sha256": sha256})


def hide_address(address: EmailAddress) -> None:
    Address.objects.filter(email_address=address).delete()


def find(digest: str) -> Avatar | None:
    """The current avatar of whoever opted in with this address; None for unknown and private alike."""
    column = "md5" if len(digest) == 32 else "sha256"
    found = {f"owner__emailaddress__public_address__{column}": digest.lower()}
    return Avatar.objects.filter(
        is_current=True, owner__is_active=True, owner__emailaddress__verified=True, **found
    ).first()


def find_by_token(token: str) -> Avatar | None:
    return Avatar.objects.filter(is_current=True, owner__is_active=True, owner__avatar_token=token).first()


def render(avatar: Avatar, size: int) -> bytes:
    """A PNG of exactly size x size pixels, without metadata. Kept in the cache for ten minutes.

    Raises: FileNotFoundError if its file is lost.
    """
    key = f"avatar:{avatar.digest}:{size}"
    if kept := cache.get(key):
        return bytes(kept)
    with avatar.image.open("rb") as file, Image.open(file) as picture:
        png = _png(picture.convert("L").resize((size, size), Image.Resampling.LANCZOS, reducing_gap=3.0))
    cache.set(key, png, RENDERED_SECONDS)
    return png


@lru_cache(maxsize=256)
def render_placeholder(name: str, size: int) -> bytes:
    """A PNG of size x size pixels of a placeholder of ours: see placeholders.DRAWN."""
    return _png(placeholders.draw(name, size))


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", compress_type=zlib.Z_RLE)  # 4 % larger than the best, in a twentieth of the time
    return out.getvalue()
