"""What allauth asks of the site: the links in its mails."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Mails lead to SITE_URL, whatever host the request that caused them was sent to."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        links = {name: _at_this_site(value) for name, value in context.items() if name.endswith("_url")}
        super().send_mail(template_prefix, email, {**context, **links})


def _at_this_site(url: str) -> str:
    parts = urlsplit(url)
    return f"{settings.SITE_URL}{parts.path}{'?' if parts.query else ''}{parts.query}"
