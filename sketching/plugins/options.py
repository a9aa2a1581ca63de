"""Options of a plugin: checked against its JSON Schema, with defaults filled in."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator, ValidationError, validators

from sketching.plugins.contract import PluginInfo

LARGEST = 1e15  # beyond it floats are no longer exact, and the schema's maximum has refused the value anyway


def _multiple_of(_validator: object, step: float, value: object, _schema: object) -> Iterator[ValidationError]:
    """0.7 is a multiple of 0.1, though not in binary fractions: the library's own check would refuse it."""
    if isinstance(value, int | float) and abs(value) < LARGEST and abs(value / step - round(value / step)) > 1e-6:
        yield ValidationError(f"{value} is not a multiple of {step}")


_Validator = validators.extend(Draft202012Validator, {"multipleOf": _multiple_of})  # type: ignore[no-untyped-call]


class OptionsError(Exception):
    """Options that the plugin does not take. `errors`: what is wrong, by option ('' for the whole)."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {message}" if name else message for name, message in errors.items()))
        self.errors = errors


def complete(info: PluginInfo, given: Mapping[str, Any]) -> dict[str, Any]:
    """The given options and the defaults of the others.

    Raises: OptionsError if one is unknown or outside its schema.
    """
    errors = {
        str(error.path[0]) if error.path else "": error.message
        for error in _Validator(dict(info.options)).iter_errors(dict(given))
    }
    # NaN is neither below a minimum nor above a maximum, and no JSON that another program could read.
    errors |= {
        name: f"{value} is not a number"
        for name, value in given.items()
        if isinstance(value, float) and not math.isfinite(value)
    }
    if errors:
        raise OptionsError(errors)
    properties: Mapping[str, Any] = info.options.get("properties", {})
    return {name: given.get(name, schema["default"]) for name, schema in properties.items()}
