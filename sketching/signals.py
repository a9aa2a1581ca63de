"""Files follow their rows: whatever deletes a photo, sketch or avatar, its file goes after the commit."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_migrate
from django.dispatch import receiver

from accounts.models import Avatar
from sketching import offers
from sketching.models import Photo, Sketch


@receiver(post_delete, sender=Photo)
@receiver(post_delete, sender=Sketch)
@receiver(post_delete, sender=Avatar)
def delete_files(instance: Photo | Sketch | Avatar, **_kwargs: Any) -> None:
    for file in (instance.image, getattr(instance, "trace", None)):
        if file:
            transaction.on_commit(partial(file.storage.delete, str(file.name)))


@receiver(post_migrate)
def list_plugins(sender: Any, **_kwargs: Any) -> None:
    if sender.name == "sketching":
        offers.list_states()
