"""A plugin and its options as they are given in the shell."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.management import CommandError

from sketching.plugins import registry
from sketching.plugins.contract import PluginInfo
from sketching.plugins.options import OptionsError, complete


def read(plugin: str, given: Sequence[str]) -> tuple[PluginInfo, dict[str, Any]]:
    """The plugin, and the options that were given as NAME=VALUE, without those left out.

    Raises: CommandError, which names what is wrong.
    """
    if plugin not in registry.plugins():
        raise CommandError(f"There is no plugin {plugin!r}. There are: {', '.join(registry.plugins())}")
    info = registry.info(plugin)
    options = dict(_parse(info.options.get("properties", {}), item) for item in given)
    try:
        complete(info, options)
    except OptionsError as error:
        raise CommandError(str(error)) from error
    return info, options


def _parse(properties: dict[str, Any], item: str) -> tuple[str, Any]:
    """NAME=VALUE in the type that the option's schema names."""
    name, _, value = item.partition("=")
    kind = properties.get(name, {}).get("type", "string")
    try:
        return name, PARSERS.get(kind, str)(value)
    except (ValueError, KeyError) as error:
        raise CommandError(f"{item}: {name} must be a {kind}") from error


def _boolean(value: str) -> bool:
    return {"true": True, "yes": True, "false": False, "no": False}[value.lower()]


PARSERS: dict[str, Callable[[str], Any]] = {"number": float, "integer": int, "boolean": _boolean}
