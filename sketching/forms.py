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
from sketching.intake import IntakeOptions
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


class RangeInput(forms.NumberInput):
    """A slider. What it stands at, a script says beside it."""

    input_type = "range"


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


class ConsentField(forms.CharField):
    """The version of the text that was on the page, if that is the one in force."""

    def __init__(self) -> None:
        super().__init__(
            label=_("I agree that my photo is processed to draw a sketch of it"),
            widget=ConsentBox,
            error_messages={"required": _("Without your consent the photo cannot be processed.")},
        )

    def clean(self, value: Any) -> str:
        version: str = super().clean(value)
        if version != consents.PROCESSING_VERSION:
            raise forms.ValidationError(_("The text has changed since you opened the page. Please read it once more."))
        return version


class PhotoFileField(forms.FileField):
    """A photo. What is in the file, intake says, and better."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Photo of a face"),
            allow_empty_file=True,
            error_messages={"required": _("Choose a photo.")},
            widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        )


class PhotoForm(forms.Form):
    """One photo to be framed, and the consent if it has not been given yet."""

    file = PhotoFileField()

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not consents.has_agreed(user):
            self.fields["consent"] = ConsentField()


class JobForm(StyleForm):
    """One photo, one style with its options, and the consent if it has not been given yet.

    The photo may have come before, to be framed: see PhotoForm and FrameForm.
    """

    file = PhotoFileField()
    plain_background = forms.BooleanField(
        label=_("Plain background"),
        help_text=_("Leave out whatever is behind you."),
        required=False,
        initial=True,
    )
    submission = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)

    field_order = ("file", "plain_background", "plugin")

    def __init__(self, user: User, *args: Any, photo: Photo | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["submission"].initial = secrets.token_urlsafe(24)
        if not consents.has_agreed(user):
            self.fields["consent"] = ConsentField()
        if photo:
            self.fields["file"].required = False
        elif self.data.get("photo"):
            self.fields["file"].error_messages["required"] = _("The photo was deleted after its time. Choose it again.")

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
        return forms.BooleanField(widget=forms.CheckboxInput(attrs={"role": "switch"}), **common)
    if "enum" in schema:
        return forms.TypedChoiceField(
            choices=[(value, styles.choice(value)) for value in schema["enum"]], empty_value=None, **common
        )
    kind = forms.IntegerField if schema["type"] == "integer" else forms.FloatField
    return kind(
        min_value=schema["minimum"],
        max_value=schema["maximum"],
        widget=RangeInput(attrs={"step": schema.get("multipleOf", "any")}),
        **common,
    )


def _step_missed(field: forms.Field | None) -> str:
    """All that such a field itself does not check is its step; what the schema's checker has to say is English."""
    step = field.widget.attrs.get("step", "any") if field else "any"
    return "" if step == "any" else gettext("This must be a multiple of %(step)s.") % {"step": localize(step)}
