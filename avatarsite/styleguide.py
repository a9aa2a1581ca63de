"""Every part of the site in every state on one page, for whoever works on it: /styleguide/, only where DEBUG is on.

The parts are the real templates, with records that are in no database: nothing is written.
"""

import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.text import slugify
from django.utils.timezone import now

from accounts import consents
from accounts.models import User
from avatarsite import palette
from sketching import estimates, photos, refusals, styles
from sketching.forms import RangeInput, StyleForm
from sketching.intake import IntakeError
from sketching.intake.errors import MESSAGES, WARNINGS
from sketching.models import Photo, Sketch, SketchJob
from sketching.photo_views import drawings as drawings_of
from sketching.views import job_context as context_of

Status = SketchJob.Status
NOBODYS = UUID(int=0)  # public id of all that is shown here
FACTS = {  # whatever a message of intake has places for
    "megabytes": 21.4,
    "most": 15,
    "format": "PDF",
    "width": 120,
    "height": 90,
    "least": 200,
    "count": 3,
    "pixels": 24,
    "number": 4,
}
LEVELS = ("success", "info", "warning", "error")
PAGES = {
    "400": "400.html",
    "403": "403.html",
    "403-csrf": "403_csrf.html",
    "404": "404.html",
    "405": "405.html",
    "413": "sketching/too_large.html",
    "500": "500.html",
}


class Specimens(forms.Form):
    """A field of every kind."""

    text = forms.CharField(label="Text", help_text="Help stands below the field.")
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    number = forms.FloatField(label="Number", min_value=0.5, max_value=2, initial=1, help_text="How much of it.")
    select = forms.ChoiceField(label="Select", choices=[("", "Choose one"), ("a", "Hatched"), ("b", "Smudged")])
    radio = forms.ChoiceField(label="Radio", choices=[("a", "White"), ("b", "Toned")], widget=forms.RadioSelect)
    checks = forms.MultipleChoiceField(
        label="Checkboxes", choices=[("a", "One"), ("b", "Another")], widget=forms.CheckboxSelectMultiple
    )
    checkbox = forms.BooleanField(label="Checkbox", help_text="Its help stands below the label.")
    range = forms.FloatField(label="Range", min_value=0, max_value=100, initial=40, widget=RangeInput())
    file = forms.FileField(label="File")
    area = forms.CharField(label="Text area", widget=forms.Textarea(attrs={"rows": 3}))

    def clean(self) -> None:
        raise forms.ValidationError("What is wrong with the form as a whole.")


@dataclass(frozen=True)
class State:
    """A job as its page shows it."""

    name: str
    job: SketchJob
    given: dict[str, Any] = field(default_factory=dict)  # what would take rows to find out

    def render(self, request: HttpRequest) -> str:
        context = context_of(self.job) | self.given
        if self.job.is_active:
            context["photo_deleted_at"] = None
        return _alone(render_to_string("sketching/job_state.html", context, request), self.name)


def page(request: HttpRequest) -> HttpResponse:
    refused = Specimens({}, prefix="wrong")
    off = Specimens(prefix="off")
    for one in off.fields.values():
        one.disabled = True
    context = {
        "colours": _colours(),
        "contrasts": palette.contrasts(),
        "levels": LEVELS,
        "plain": Specimens(prefix="plain"),
        "refused": refused,
        "off": off,
        "form": StyleForm(),
        "limits": photos.limits(),
        "consent_version": consents.PROCESSING_VERSION,
        "states": [(state.name, state.render(request)) for state in _states()],
        "comparison": _comparison(request),
        "refusals": [(code, refusals.message(IntakeError(code, **FACTS))) for code in MESSAGES],
        "invitations": [(code, refusals.invitation(code, 3)) for code in photos.CAN_BE_POINTED_AT],
        "warnings": [(code, refusals.warning(code)) for code in WARNINGS],
        "pages": PAGES,
        "styles": styles.offered(),
    }
    return render(request, "styleguide/page.html", context)


def error_page(request: HttpRequest, name: str) -> HttpResponse:
    """As people get it, but with 200, so that nobody takes it for a fault."""
    if name not in PAGES:
        raise Http404(name)
    return render(request, PAGES[name], {"limit": "15 MB"})


urlpatterns = [
    path("styleguide/", page, name="styleguide"),
    path("styleguide/pages/<str:name>/", error_page, name="styleguide-page"),
]


def _colours() -> list[tuple[str, str, str]]:
    """Name, light and dark."""
    light, dark = palette.colours(palette.STYLESHEET.read_text())
    return [(name, light[name], dark[name]) for name in light]


def _states() -> list[State]:
    drawn, tried = _job(Status.SUCCEEDED), _job(Status.SUCCEEDED, is_trial=True)
    alone = _job(Status.SUCCEEDED, has_photo=False)
    for job in (drawn, tried, alone):
        Sketch(job=job, image="sketch.png", digest="0" * 64, plugin_version="1", created_at=now())
    halted = {"position": 2, "stands_still": True}
    drawn.photo.warnings, drawn.photo.dropped = list(WARNINGS), ["exif", "gps", "icc"]
    return [
        State("queued, first", _job(Status.QUEUED), {"position": 1, "when": estimates.in_words(5)}),
        State("queued, third", _job(Status.QUEUED), {"position": 3, "when": estimates.in_words(70)}),
        State("queued after a fault, nothing being drawn", _job(Status.QUEUED, tries=1), halted),
        State("queued, with a mail when done", _job(Status.QUEUED, wants_mail=True), {"position": 2}),
        State("running", _job(Status.RUNNING, started_at=now())),
        State("succeeded, with every warning", drawn),
        State("succeeded, on trial", tried),
        State("succeeded, the photo deleted", alone),
        *[
            State(f"failed: {code}", _job(Status.FAILED, has_photo=code != "photo_gone", error=code))
            for code in refusals.FAILURES
        ],
        State("cancelled", _job(Status.CANCELED)),
        State("cancelled, the photo deleted", _job(Status.CANCELED, has_photo=False)),
    ]


def _job(status: Status, *, has_photo: bool = True, **fields: Any) -> SketchJob:
    """A job that is in no database: what asks for its rows, or its photo's, finds none."""
    owner = User(pk=0, email="you@example.com")
    photo = Photo(pk=0, public_id=NOBODYS, owner=owner, image="photo.bmp" if has_photo else "", created_at=now())
    return SketchJob(
        pk=0, public_id=NOBODYS, owner=owner, photo=photo, plugin="pencil", status=status, created_at=now(), **fields
    )


def _comparison(request: HttpRequest) -> str:
    shown = [_job(Status.SUCCEEDED), _job(Status.RUNNING), _job(Status.QUEUED)]
    photo = shown[0].photo
    given = {"drawings": [(job, "Pencil · Smudged") for job in shown], "done": 1, "failed": 1, "is_active": True}
    context = drawings_of(photo) | given | {"is_complete": False, "photo_deleted_at": None}
    return _alone(render_to_string("sketching/photo_styles_state.html", context, request), "comparison")


def _alone(html: str, name: str) -> str:
    """With ids of its own beside its likes, and with drawn examples in the place of pictures that nobody has stored."""
    html = re.sub(r'( (?:id|for|aria-labelledby|aria-describedby)="[^" ]+)', rf"\1-{slugify(name)}", html)
    stored = {
        reverse("sketching:job-photo", args=[NOBODYS]): static("photo-stand-in.svg"),
        reverse("sketching:photo-file", args=[NOBODYS]): static("photo-stand-in.svg"),
        reverse("sketching:job-sketch", args=[NOBODYS]): static("examples/2.webp"),
    }
    for address, example in stored.items():
        html = html.replace(f'"{address}"', f'"{example}"')
    return html
