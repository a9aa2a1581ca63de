"""What intake and the quotas say, in the language of whoever reads it: codes become sentences here."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.formats import date_format, localize
from django.utils.timezone import localtime
from django.utils.translation import gettext, gettext_lazy, ngettext

from sketching import estimates
from sketching.intake import IntakeError
from sketching.intake.errors import MESSAGES, WARNINGS
from sketching.quotas import QuotaError

# Why a job failed, by SketchJob.error
FAILURES = {
    "plugin_error": gettext_lazy("The style could not draw this photo."),
    "plugin_unavailable": gettext_lazy("This style has been switched off. Choose another one."),
    "photo_gone": gettext_lazy("The photo was deleted before it could be drawn. Upload it again."),
    "photo_damaged": gettext_lazy("The stored photo could not be read any more. Upload it again."),
    "worker_lost": gettext_lazy("Drawing stopped several times without a reason. Try again later."),
    "storage_error": gettext_lazy("The sketch could not be saved. Try again later."),
}


def message(error: IntakeError) -> str:
    """What was wrong with the photo, the limit and the cure."""
    facts = {name: localize(fact) if isinstance(fact, float) else fact for name, fact in error.facts.items()}
    return gettext(MESSAGES[error.code]).format(**facts)


def consent() -> str:
    """Of a consent that is not there, or no longer, with what to do."""
    return gettext("The text has changed, or you took back your consent. Please read it first.")


def quota(error: QuotaError) -> str:
    """What the limit is, and when there is room again."""
    if error.kind == "day":
        return ngettext(
            "You have had %(limit)d sketch drawn in the last 24 hours, which is the limit here. The next can be drawn "
            "%(when)s.",
            "You have had %(limit)d sketches drawn in the last 24 hours, which is the limit here. The next can be "
            "drawn %(when)s.",
            error.limit,
        ) % {"limit": error.limit, "when": _clock(error.room_at)}
    return ngettext(
        "%(limit)d of your sketches is still waiting, which is the limit here. There is room again %(when)s.",
        "%(limit)d of your sketches are still waiting, which is the limit here. There is room again %(when)s.",
        error.limit,
    ) % {"limit": error.limit, "when": estimates.in_words(error.wait_seconds)}


def _clock(moment: datetime) -> str:
    """Within the next day, in whole minutes, not before the moment."""
    then = localtime(moment + timedelta(seconds=59))
    clock = date_format(then, "H:i e")
    is_today = then.date() == localtime().date()
    return (gettext("at %(clock)s") if is_today else gettext("tomorrow at %(clock)s")) % {"clock": clock}


def warning(code: str) -> str:
    """What may spoil the sketch; of a code that is no more, the code."""
    return gettext(WARNINGS[code]) if code in WARNINGS else code


def invitation(code: str, faces: int) -> str:
    """What the person is asked for where the face could not be told: to point at it. Empty for any other code."""
    if code == "several_faces":
        return ngettext(
            "There is %d face in your photo. Which one is to be drawn?",
            "There are %d faces in your photo. Which one is to be drawn?",
            faces,
        ) % (faces,)
    return {
        "unframed": gettext("This is what will be drawn. Move the square, or change its size, if you like."),
        "no_face": gettext("No face was found in your photo. Mark the part that is to be drawn."),
        "face_too_small": gettext("The face in your photo is very small, so that its sketch will have few details."),
        "face_cut_off": gettext("A part of the face is outside your photo, so that it cannot be drawn well."),
    }.get(code, "")


def dropped(kinds: Iterable[str]) -> str:
    """The kinds of metadata that were in the file and are not kept, as people call them; empty if there were none."""
    return ", ".join(str(_DROPPED[kind]) for kind in kinds if kind in _DROPPED)


_DROPPED = {
    "comment": gettext_lazy("comments"),
    "exif": gettext_lazy("camera data"),
    "gps": gettext_lazy("the place where it was taken"),
    "icc": gettext_lazy("the colour profile (applied)"),
    "iptc": gettext_lazy("press data (IPTC)"),
    "pictures": gettext_lazy("further pictures"),
    "text": gettext_lazy("texts"),
    "thumbnail": gettext_lazy("a thumbnail"),
    "xmp": gettext_lazy("editing data (XMP)"),
}
