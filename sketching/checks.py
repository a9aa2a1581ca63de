"""What an operator should mend before the site starts."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004  Django's name

from sketching.plugins import registry


@register(Tags.security, deploy=True)
def debug_is_not_public(**_kwargs: Any) -> list[CheckMessage]:
    if settings.DEBUG and settings.SITE_URL.startswith("https://"):
        return [Warning("DEBUG is on at a public address", hint="Set DEBUG=no.", id="sketching.W001")]
    return []


@register(Tags.security, deploy=True)
def the_proxy_is_known(**_kwargs: Any) -> list[CheckMessage]:
    """Behind an unknown one everybody has the proxy's address: one attacker's tries to log in lock everybody out."""
    if settings.SITE_URL.startswith("https://") and not settings.BEHIND_PROXY:
        hint = "Let the proxy that speaks HTTPS set X-Forwarded-Proto and X-Forwarded-For, and set BEHIND_PROXY=yes."
        return [Warning("SITE_URL is https://, and no proxy is known that speaks it", hint=hint, id="sketching.W003")]
    return []


@register()
def there_is_a_plugin(**_kwargs: Any) -> list[CheckMessage]:
    if not registry.plugins():
        return [Warning("No plugin can be imported", hint="The log says why each is broken.", id="sketching.W002")]
    return []
