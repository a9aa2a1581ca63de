"""The plugins as people read of them: titles, descriptions and options in their language.

What a plugin says of itself is English, without Django; avatarsite/wording.py has it translated. An outside plugin's
words stay as they are.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.formats import localize
from django.utils.translation import gettext, pgettext

from sketching import offers
from sketching.plugins import registry
from sketching.plugins.contract import PluginInfo


def offered() -> list[PluginInfo]:
    """What people may pick now, in the registry's order."""
    return [worded(info) for info in offers.offered()]


def title(name: str) -> str:
    """What people call the plugin; of one that is no longer there, its name."""
    return gettext(registry.title(name))


def described(name: str, given: Mapping[str, Any]) -> str:
    """Title and options of a drawing, as far as they are not what is usual: "Portrait · Bold · Strength 1.5"."""
    plugin = registry.plugins().get(name)
    if plugin is None:
        return name
    info = worded(plugin.info)
    parts = [
        choice(given[option]) if option == info.varied_by else _said(schema["title"], given[option])
        for option, schema in info.options.get("properties", {}).items()
        if option in given and (option == info.varied_by or given[option] != schema["default"])
    ]
    return " · ".join([info.title, *parts])


def _said(title: str, value: Any) -> str:
    if isinstance(value, bool):
        return title if value else gettext("%(option)s off") % {"option": title}
    return f"{title} {choice(value) if isinstance(value, str) else localize(value)}"


def worded(info: PluginInfo) -> PluginInfo:
    """The same in the reader's language."""
    properties: Mapping[str, Mapping[str, Any]] = info.options.get("properties", {})
    options = {**info.options, "properties": {name: _worded(schema) for name, schema in properties.items()}}
    return replace(
        info,
        title=gettext(info.title),
        description=gettext(info.description),
        licence=gettext(info.licence),
        options=options,
    )


def choice(value: Any) -> str:
    """One of an option's values as people read it."""
    return pgettext("option", str(value).capitalize())


def _worded(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {**schema, **{name: gettext(schema[name]) for name in ("title", "description") if name in schema}}
