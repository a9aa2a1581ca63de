"""The upload form is made of what is offered, and gives a wish or says what is wrong where."""

from typing import Any

import pytest
from django import forms

from accounts import consents
from accounts.models import User
from sketching.forms import JobForm
from sketching.models import PluginState
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
