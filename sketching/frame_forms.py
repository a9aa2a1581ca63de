"""Where the face is: one of those that were found, or a square of the person's own."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sketching.forms import RangeInput
from sketching.intake import Frame
from sketching.models import Photo

LEAST_SIDE, MOST_SIDE = 3, 200  # percent of the photo's shorter side


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
    side = _slider(_("Size"), LEAST_SIDE, MOST_SIDE, 60)
    angle = _slider(_("Turn"), -180, 180, 0)

    OWN = "own"
    SLIDERS = ("x", "y", "side", "angle")

    def __init__(self, photo: Photo, size: tuple[int, int], *args: Any, **kwargs: Any) -> None:
        """`size`: width and height of the photo's file in pixels."""
        super().__init__(*args, **kwargs)
        self.photo, self.size = photo, size
        part = self.fields["part"]
        assert isinstance(part, forms.ChoiceField)  # noqa: S101  for mypy
        faces = [(str(number), _("Face %d") % (number + 1)) for number in range(len(photo.faces))]
        part.choices = [*faces, (self.OWN, _("Another part of the photo"))]
        widest = max(range(len(photo.faces)), key=lambda number: photo.faces[number]["box"][2], default=None)
        if photo.refusal != "several_faces":  # there only the person can say which
            part.initial = self.OWN if widest is None else str(widest)
        if widest is not None:
            self.initial = {**self._sliders_at(Frame(**photo.faces[widest]["frame"])), **self.initial}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        part = cleaned.get("part")
        if part == self.OWN:
            self.where = self._own(cleaned)
        elif part is not None:
            self.where = Frame(**self.photo.faces[int(part)]["frame"])
        return cleaned

    def sliders(self) -> list[forms.BoundField]:
        return [self[name] for name in self.SLIDERS]

    def faces(self) -> list[dict[str, Any]]:
        """Those that were found, for the template: box, and where the sliders stand for it."""
        return [
            {"box": face["box"], "sliders": list(self._sliders_at(Frame(**face["frame"])).values())}
            for face in self.photo.faces
        ]

    def _sliders_at(self, frame: Frame) -> dict[str, float]:
        width, height = self.size
        side = 100 * frame.side / min(self.size)
        angle = (frame.angle + 180) % 360 - 180
        return {"x": 100 * frame.x / width, "y": 100 * frame.y / height, "side": side, "angle": angle}

    def _own(self, cleaned: dict[str, Any]) -> Frame:
        given = [cleaned.get(name) for name in self.SLIDERS]
        x, y, side, angle = (
            self.get_initial_for_field(self.fields[name], name) if value is None else value
            for name, value in zip(self.SLIDERS, given, strict=True)
        )
        width, height = self.size
        return Frame(x * width / 100, y * height / 100, side * min(self.size) / 100, angle)
