"""How a drawing was made, and what is kept of a person's, for pages of accounts, which knows nothing of sketches."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext

from accounts.models import Avatar, User
from sketching import styles
from sketching.models import Photo, Sketch, SketchJob

register = template.Library()


@register.filter
def way(avatar: Avatar) -> str:
    """Style and options of an avatar in the reader's language; of one from before they were kept, the style alone."""
    made: Any = avatar.made_with
    if isinstance(made, Mapping) and made.get("plugin"):
        return styles.described(made["plugin"], made.get("options") or {})
    return gettext(avatar.label) if avatar.label else ""


@register.simple_tag
def kept_of(user: User) -> dict[str, int]:
    """How many photos, jobs and sketches of this person there are now. What was drawn on trial is not kept."""
    jobs = SketchJob.objects.filter(owner=user)
    return {
        "photos": Photo.objects.filter(owner=user).exclude(image="").count(),
        "waiting": jobs.queued().count(),
        "being_drawn": jobs.filter(status=SketchJob.Status.RUNNING).count(),
        "sketches": Sketch.objects.filter(job__owner=user, job__is_trial=False).count(),
    }
