"""Forms of a person's own pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.forms.boundfield import BoundField, BoundWidget
from django.utils.translation import gettext_lazy as _

from accounts.models import Avatar, User


class AddressesField(forms.ModelMultipleChoiceField[EmailAddress]):
    """A box to tick for each address."""

    def label_from_instance(self, obj: EmailAddress) -> str:
        return str(obj.email)


@dataclass(frozen=True, slots=True)
class AddressRow:
    """What the page has for one address: the box to tick, and the avatars to choose from."""

    email: EmailAddress
    box: BoundWidget
    choice: BoundField
    chosen: str  # primary key of an avatar, or "" for whichever is current


class PublicAddressesForm(forms.Form):
    """Under which of the confirmed addresses others find an avatar, and which one there."""

    public = AddressesField(
        label=_("Show my avatar to sites that look up"),
        queryset=EmailAddress.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["public"]
        assert isinstance(field, AddressesField)  # noqa: S101  for mypy
        confirmed = EmailAddress.objects.filter(user=user, verified=True).select_related("public_address")
        field.queryset = confirmed.order_by("-primary", "email")
        self.addresses = list(field.queryset)
        field.initial = [address.pk for address in self.addresses if hasattr(address, "public_address")]
        for address in self.addresses:
            shown = getattr(getattr(address, "public_address", None), "avatar_id", None)
            self.fields[_choice_of(address)] = forms.ModelChoiceField(
                queryset=Avatar.objects.filter(owner=user),
                required=False,
                initial=shown,
                error_messages={"invalid_choice": _("That avatar is no longer there. Choose another one.")},
            )

    def rows(self) -> Iterator[AddressRow]:
        for address, box in zip(self.addresses, self["public"].subwidgets, strict=True):
            choice = self[_choice_of(address)]
            yield AddressRow(address, box, choice, str(choice.value() or ""))

    def wishes(self) -> Iterator[tuple[EmailAddress, bool, Avatar | None]]:
        """Of a valid form: each confirmed address, whether it is to be found, and what it is to show."""
        for address in self.addresses:
            yield address, address in self.cleaned_data["public"], self.cleaned_data[_choice_of(address)]


def _choice_of(address: EmailAddress) -> str:
    return f"avatar-{address.pk}"


class DeleteAccountForm(forms.Form):
    """The last question before everything goes."""

    is_sure = forms.BooleanField(
        label=_("Delete my account, my sketches and my avatars"),
        error_messages={"required": _("Tick the box if you are sure.")},
    )
