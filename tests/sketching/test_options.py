"""Options of a plugin: only those it has, only within their limits, and complete."""

from typing import Any

import pytest

from sketching.plugins.contract import PluginInfo
from sketching.plugins.options import OptionsError, complete

INFO = PluginInfo(
    name="chalk",
    version="1",
    title="Chalk",
    description="",
    licence="",
    input_size=64,
    max_batch=1,
    options={
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "weight": {"type": "number", "title": "", "minimum": 0, "maximum": 2, "multipleOf": 0.1, "default": 1.0},
            "strokes": {"type": "integer", "title": "", "minimum": 1, "maximum": 9, "default": 3},
            "smooth": {"type": "boolean", "title": "", "default": False},
            "paper": {"type": "string", "title": "", "enum": ["white", "grey"], "default": "white"},
        },
    },
)
DEFAULTS = {"weight": 1.0, "strokes": 3, "smooth": False, "paper": "white"}


def errors(**given: Any) -> dict[str, str]:
    with pytest.raises(OptionsError) as caught:
        complete(INFO, given)
    return caught.value.errors


def test_what_is_not_given_is_the_default() -> None:
    assert complete(INFO, {}) == DEFAULTS
    assert complete(INFO, {"paper": "grey"}) == {**DEFAULTS, "paper": "grey"}


def test_a_plugin_without_options_takes_none() -> None:
    plain = PluginInfo("plain", "1", "", "", "", 64, 1)
    assert complete(plain, {}) == {}
    with pytest.raises(OptionsError):
        complete(plain, {"paper": "white"})


@pytest.mark.parametrize("weight", [0, 0.1, 0.3, 0.7, 1.1, 1.9, 2])
def test_a_number_on_a_step_is_taken(weight: float) -> None:
    assert complete(INFO, {"weight": weight})["weight"] == weight


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("weight", 0.75),
        ("weight", -0.1),
        ("weight", 2.1),
        ("weight", "1.0"),
        ("weight", True),
        ("weight", None),
        ("weight", [1.0]),
        ("strokes", 0),
        ("strokes", 2.5),
        ("strokes", "3"),
        ("smooth", 1),
        ("smooth", "true"),
        ("paper", "black"),
        ("paper", 1),
    ],
)
def test_a_value_outside_its_schema_is_refused_by_name(name: str, value: Any) -> None:
    assert list(errors(**{name: value})) == [name]


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), float("-inf"), 10**400], ids=["nan", "inf", "-inf", "huge"]
)
def test_a_number_that_is_none_is_refused(value: float) -> None:
    assert list(errors(weight=value)) == ["weight"]


def test_an_unknown_option_is_refused() -> None:
    assert "colour" in errors(colour="red")[""]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    assert set(errors(weight=9, paper="black", colour="red")) == {"weight", "paper", ""}


def test_the_message_names_the_option() -> None:
    assert str(OptionsError({"paper": "is wet", "": "no"})) == "paper: is wet; no"
