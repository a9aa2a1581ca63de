"""The upload form is made of what is offered, and gives a wish or says what is wrong where."""

from typing import Any

import pytest
from django import forms

from accounts import consents
from accounts.models import User
from sketching.forms import JobForm
from sketching.frame_forms import FrameForm
from sketching.intake import Frame
from sketching.models import Photo, PluginState
from tests import factories


def filled(user: User, plugin: str = "pencil", **data: Any) -> JobForm:
    """The form as a browser sends it: a box that is not ticked is not sent."""
    values = {"plugin": plugin, "pencil-shading": "hatched", "pencil-line_weight": "1.0", "pencil-paper": "on"}
    return JobForm(user, {**values, **data}, {"file": factories.upload()})


def test_a_filled_form_gives_a_wish(alice: User) -> None:
    form = filled(alice, **{"pencil-shading": "smudged", "pencil-line_weight": "1.25"})
    assert form.is_valid(), form.errors
    assert form.wish
    assert form.wish.options == {"shading": "smudged", "line_weight": 1.25, "paper": True}


def test_a_box_that_is_not_ticked_is_off_whatever_its_default(alice: User) -> None:
    form = JobForm(alice, {"plugin": "pencil"}, {"file": factories.upload()})
    assert form.is_valid(), form.errors
    assert form.wish
    assert form.wish.options["paper"] is False


def test_an_option_that_is_left_empty_is_the_default(alice: User) -> None:
    form = filled(alice, **{"pencil-shading": "", "pencil-line_weight": ""})
    assert form.is_valid(), form.errors
    assert form.wish
    assert (form.wish.options["shading"], form.wish.options["line_weight"]) == ("hatched", 1.0)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("pencil-line_weight", "0.6"),
        ("pencil-line_weight", "9"),
        ("pencil-line_weight", "thick"),
        ("pencil-line_weight", "nan"),
        ("pencil-line_weight", "1e999"),
        ("pencil-shading", "painted"),
        ("plugin", "oil"),
        ("plugin", ""),
        ("submission", "x" * 65),
    ],
)
def test_what_is_wrong_is_said_at_its_field(alice: User, name: str, value: str) -> None:
    form = filled(alice, **{name: value})
    assert list(form.errors) == [name]
    assert form.wish is None


def test_a_missing_file_is_said_at_its_field(alice: User) -> None:
    assert list(JobForm(alice, {"plugin": "pencil"}).errors) == ["file"]


def test_options_of_the_other_styles_do_not_matter(alice: User, dummy: str) -> None:
    form = filled(alice, plugin="dummy", **{"dummy-mode": "draw", "dummy-steps": "2", "dummy-strict": "on"})
    assert form.is_valid(), form.errors
    assert form.wish
    assert form.wish.options == {"mode": "draw", "seconds": 0, "steps": 2, "strict": True}


def test_each_kind_of_option_has_its_field(alice: User, dummy: str) -> None:
    fields = JobForm(alice).fields
    kinds = {
        "dummy-mode": forms.TypedChoiceField,
        "dummy-seconds": forms.FloatField,
        "dummy-steps": forms.IntegerField,
        "dummy-strict": forms.BooleanField,
    }
    assert {name: type(fields[name]) for name in kinds} == kinds


def test_each_style_has_its_own_fields(alice: User, dummy: str) -> None:
    styles = {info.name: [field.name for field in fields] for info, fields in JobForm(alice).styles()}
    assert styles["pencil"] == ["pencil-shading", "pencil-line_weight", "pencil-paper"]
    assert styles["dummy"] == ["dummy-mode", "dummy-seconds", "dummy-steps", "dummy-strict"]


def test_a_style_that_is_switched_off_cannot_be_picked(alice: User) -> None:
    PluginState.objects.update_or_create(name="pencil", defaults={"is_enabled": False})
    assert "plugin" in filled(alice).errors


def test_a_style_switched_off_while_the_form_is_read_is_said(alice: User) -> None:
    form = filled(alice)
    PluginState.objects.update_or_create(name="pencil", defaults={"is_enabled": False})
    assert "switched off" in form.errors["plugin"][0]


def test_consent_is_asked_for_once(alice: User, db: None) -> None:
    new = factories.user("new@example.com")
    assert "consent" not in JobForm(alice).fields
    assert "consent" in filled(new).errors
    assert filled(new, consent=consents.PROCESSING_VERSION).is_valid()
    assert "consent" in filled(new, consent="1999-01").errors


def test_each_form_has_a_mark_of_its_own(alice: User) -> None:
    marks = {JobForm(alice).fields["submission"].initial for _ in range(9)}
    assert len(marks) == 9


@pytest.mark.parametrize(("data", "background"), [({"plain_background": "on"}, "plain"), ({}, "keep")], ids=str)
def test_the_background_is_kept_by_who_does_not_want_it_plain(
    alice: User, data: dict[str, str], background: str
) -> None:
    form = filled(alice, **data)
    assert form.is_valid(), form.errors
    assert form.wish
    assert form.wish.intake.background == background


def test_a_plain_background_is_what_a_new_form_suggests(alice: User) -> None:
    assert JobForm(alice)["plain_background"].value() is True


def test_another_background_is_another_submission(alice: User) -> None:
    keys = []
    for data in ({}, {"plain_background": "on"}, {}):
        form = filled(alice, submission="twice", **data)
        assert form.is_valid(), form.errors
        keys.append(form.submission_key())
    assert keys[0] == keys[2] != keys[1]


# Which part of a photo


def marked(faces: int = 0, **data: str) -> FrameForm:
    """Of a photo of 800 x 500 pixels, each of whose faces has its number as the side of its frame."""
    frames = [{"x": 1.0, "y": 2.0, "side": float(number), "angle": 4.0} for number in range(faces)]
    photo = Photo(faces=[{"box": [0, 0, 1, 1], "frame": frame} for frame in frames])
    return FrameForm(photo, (800, 500), data or None)


def test_each_face_can_be_picked_and_the_first_is_suggested() -> None:
    form = marked(faces=2, part="1")
    assert form.is_valid(), form.errors
    assert form.where == Frame(1, 2, 1, 4)
    assert marked(faces=2)["part"].value() == "0"


def test_without_a_face_a_part_of_ones_own_is_suggested() -> None:
    assert marked()["part"].value() == "own"
    assert marked(part="0").errors["part"]


def test_the_sliders_are_parts_of_the_photo() -> None:
    form = marked(part="own", x="25", y="50", side="80", angle="-30")
    assert form.is_valid(), form.errors
    assert form.where == Frame(200, 250, 400, -30)


def test_a_slider_that_is_not_sent_is_where_it_stood_and_nought_is_a_place_too() -> None:
    form = marked(part="own", x="0")
    assert form.is_valid(), form.errors
    assert form.where == Frame(0, 200, 300, 0)


@pytest.mark.parametrize(
    ("name", "least", "most"), [("x", 0, 100), ("y", 0, 100), ("side", 3, 200), ("angle", -180, 180)]
)
def test_a_slider_goes_from_its_least_to_its_most(name: str, least: int, most: int) -> None:
    for value, is_right in ((least - 1, False), (least, True), (most, True), (most + 1, False)):
        assert (name not in marked(part="own", **{name: str(value)}).errors) == is_right
    tag = str(marked()[name])
    assert 'type="range"' in tag
    assert f'min="{least}"' in tag
    assert f'max="{most}"' in tag
