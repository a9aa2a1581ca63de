"""The upload form; the options of each style are made from its JSON Schema."""

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.formats import localize
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import consents
from accounts.models import User
from sketching import offers, styles
from sketching.intake import Frame, IntakeOptions
from sketching.models import Photo
from sketching.offers import Wish
from sketching.plugins.contract import PluginInfo
from sketching.plugins.options import OptionsError

ACCEPTED = ",".join(
    f"image/{kind}" for kind in ("jpeg", "png", "webp", "heic", "heif", "avif", "gif", "bmp", "tiff", "jp2")
)


class ConsentBox(forms.CheckboxInput):
    """Ticked, it sends the version of the text it stands under; it does not stay ticked under another text."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, check_test=lambda value: value == consents.PROCESSING_VERSION)

    def format_value(self, value: Any) -> str:
        return consents.PROCESSING_VERSION

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        return data.get(name)


class StyleForm(forms.Form):
    """A style with its options. After is_valid(), `wish` is what to draw with."""

    plugin = forms.ChoiceField(label=_("Sketch style"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.infos = styles.offered()
        self.wish: Wish | None = None
        plugin = self.fields["plugin"]
        assert isinstance(plugin, forms.ChoiceField)  # noqa: S101  for mypy
        plugin.choices = [(info.name, info.title) for info in self.infos]
        plugin.initial = self.infos[0].name if self.infos else None
        for info in self.infos:
            self.fields.update({f"{info.name}-{name}": field for name, field in _option_fields(info).items()})

    def styles(self) -> list[tuple[PluginInfo, list[forms.BoundField]]]:
        """Each style with the fields of its options, for the template."""
        return [
            (info, [self[f"{info.name}-{name}"] for name in info.options.get("properties", {})]) for info in self.infos
        ]

    def intake_options(self) -> IntakeOptions:
        """What to do with the photo, if it is not here already."""
        return offers.PLAIN

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        plugin = cleaned.get("plugin")
        prefix = f"{plugin}-"
        for name in [name for name in self.errors if "-" in name and not name.startswith(prefix)]:
            del self.errors[name]  # an option of a style that was not picked
        if plugin and not self.errors:
            given = {
                name.removeprefix(prefix): value
                for name, value in cleaned.items()
                if name.startswith(prefix) and value is not None
            }
            try:
                self.wish = offers.check(plugin, given, self.intake_options())
            except OptionsError as error:
                for name, message in error.errors.items():
                    field = self.fields.get(f"{prefix}{name}")
                    self.add_error(f"{prefix}{name}" if field else None, _step_missed(field) or message)
            except offers.NotOfferedError:  # switched off since the form was made
                self.add_error("plugin", _("This style has just been switched off. Choose another one."))
        return cleaned


class JobForm(StyleForm):
    """One photo, one style with its options, and the consent if it has not been given yet."""

    file = forms.FileField(
        label=_("Photo of a face"),
        allow_empty_file=True,  # intake says it better
        error_messages={"required": _("Choose a photo.")},
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    plain_background = forms.BooleanField(
        label=_("Plain background"),
        help_text=_("Leave out whatever is behind you."),
        required=False,
        initial=True,
    )
    submission = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)

    field_order = ("file", "plain_background", "plugin")

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["submission"].initial = secrets.token_urlsafe(24)
        if not consents.has_agreed(user):
            self.fields["consent"] = forms.CharField(
                label=_("I agree that my photo is processed to draw a sketch of it"),
                widget=ConsentBox,
                error_messages={"required": _("Without your consent the photo cannot be processed.")},
            )

    def intake_options(self) -> IntakeOptions:
        return IntakeOptions(background="plain" if self.cleaned_data["plain_background"] else "keep")

    def submission_key(self) -> str:
        """The same for both halves of a double click; another when the form, kept by the browser, says something else.

        Empty for a form without its mark: each sending is then a job of its own.
        """
        mark, file = self.cleaned_data["submission"], self.cleaned_data["file"]
        if not mark:
            return ""
        file.seek(0)
        key = hashlib.blake2b(file.read(), key=mark.encode()[:64], digest_size=32)
        file.seek(0)
        key.update(repr(self.wish).encode())
        return key.hexdigest()

    def clean_consent(self) -> str:
        """The version of the text that was on the page, which may be older than the one in force."""
        version: str = self.cleaned_data["consent"]
        if version != consents.PROCESSING_VERSION:
            raise forms.ValidationError(_("The text has changed since you opened the page. Please read it once more."))
        return version


class RangeInput(forms.NumberInput):
    input_type = "range"


def _slider(label: Any, least: float, most: float, initial: float) -> forms.FloatField:
    widget = RangeInput(attrs={"step": "any"})
    return forms.FloatField(
        label=label, min_value=least, max_value=most, initial=initial, required=False, widget=widget
    )


class FrameForm(forms.Form):
    """Which face of a photo that was kept is meant, or which other square of it. After is_valid(), `where` says."""

    part = forms.ChoiceField(label=_("What is to be drawn"), widget=forms.RadioSelect)
    x = _slider(_("Middle, from the left"), 0, 100, 50)
    y = _slider(_("Middle, from the top"), 0, 100, 40)
    side = _slider(_("Size"), 10, 150, 60)
    angle = _slider(_("Turn"), -180, 180, 0)

    OWN = "own"
    SLIDERS = ("x", "y", "side", "angle")

    def __init__(self, photo: Photo, size: tuple[int, int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._photo, self._size = photo, size
        part = self.fields["part"]
        assert isinstance(part, forms.ChoiceField)  # noqa: S101  for mypy
        faces = [(str(number), _("Face %d") % (number + 1)) for number in range(len(photo.faces))]
        part.choices = [*faces, (self.OWN, _("Another part of the photo"))]
        part.initial = part.choices[0][0]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        part = cleaned.get("part")
        if part == self.OWN:
            self.where = self._own(cleaned)
        elif part is not None:
            self.where = Frame(**self._photo.faces[int(part)]["frame"])
        return cleaned

    def sliders(self) -> list[forms.BoundField]:
        return [self[name] for name in self.SLIDERS]

    def _own(self, cleaned: dict[str, Any]) -> Frame:
        given = [cleaned.get(name) for name in self.SLIDERS]
        x, y, side, angle = (
            self.fields[name].initial if value is None else value
            for name, value in zip(self.SLIDERS, given, strict=True)
        )
        width, height = self._size
        return Frame(x * width / 100, y * height / 100, side * min(self._size) / 100, angle)


def _option_fields(info: PluginInfo) -> dict[str, forms.Field]:
    return {name: _option_field(schema) for name, schema in info.options.get("properties", {}).items()}


def _option_field(schema: Mapping[str, Any]) -> forms.Field:
    """The form field of one option; see PluginInfo.options for the schemas there can be."""
    common: dict[str, Any] = {
        "label": schema["title"],
        "initial": schema["default"],
        "help_text": schema.get("description", ""),
        "required": False,
    }
    if schema.get("type") == "boolean":
        return forms.BooleanField(**common)
    if "enum" in schema:
        return forms.TypedChoiceField(
            choices=[(value, styles.choice(value)) for value in schema["enum"]], empty_value=None, **common
        )
    kind = forms.IntegerField if schema["type"] == "integer" else forms.FloatField
    return kind(
        min_value=schema["minimum"],
        max_value=schema["maximum"],
        widget=forms.NumberInput(attrs={"step": schema.get("multipleOf", "any")}),
        **common,
    )


def _step_missed(field: forms.Field | None) -> str:
    """All that such a field itself does not check is its step; what the schema's checker has to say is English."""
    step = field.widget.attrs.get("step", "any") if field else "any"
    return "" if step == "any" else gettext("This must be a multiple of %(step)s.") % {"step": localize(step)}
