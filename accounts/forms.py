"""Forms of a person's own pages."""

from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class AddressesField(forms.ModelMultipleChoiceField[EmailAddress]):
    """A box to tick for each address."""

    def label_from_instance(self, obj: EmailAddress) -> str:
        return str(obj.email)


class PublicAddressesForm(forms.Form):
    """Under which of the confirmed addresses others may find the avatar."""

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
        field.queryset = EmailAddress.objects.filter(user=user, verified=True).order_by("-primary", "email")
        field.initial = field.queryset.filter(public_address__isnull=False)


class DeleteAccountForm(forms.Form):
    """The last question before everything goes."""

    is_sure = forms.BooleanField(
        label=_("Delete my account, my sketches and my avatars"),
        error_messages={"required": _("Tick the box if you are sure.")},
    )
