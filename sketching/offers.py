"""Which plugins people may pick now: those the site has and the operator left on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sketching.intake import IntakeOptions
from sketching.models import PluginState
from sketching.plugins import options, registry
from sketching.plugins.contract import PluginInfo

PLAIN = IntakeOptions(background="plain")  # what is behind somebody is seldom meant


@dataclass(frozen=True, slots=True)
class Wish:
    """What to draw of a photo, and with what: an offered plugin, and options that are valid for it and complete.

    Made by check().
    """

    plugin: str
    options: dict[str, Any]
    intake: IntakeOptions


class NotOfferedError(Exception):
    """The site has no such plugin, or it is switched off: to the outside both are the same."""


def offered() -> list[PluginInfo]:
    """In the registry's order."""
    states = dict(PluginState.objects.values_list("name", "is_enabled"))
    return [plugin.info for name, plugin in registry.plugins().items() if states.get(name, plugin.is_offered_at_first)]


def check(plugin: str, given: Mapping[str, Any], intake: IntakeOptions = PLAIN) -> Wish:
    """Raises: NotOfferedError; OptionsError if the options are not the plugin's."""
    info = next((info for info in offered() if info.name == plugin), None)
    if info is None:
        raise NotOfferedError(plugin)
    return Wish(plugin, options.complete(info, given), intake)


def variants() -> list[Wish]:
    """Each offered plugin as it draws by itself, or once for each value of the option that it is varied by."""
    return [Wish(info.name, options.complete(info, given), PLAIN) for info in offered() for given in _variations(info)]


def _variations(info: PluginInfo) -> list[dict[str, Any]]:
    if not info.varied_by:
        return [{}]
    return [{info.varied_by: value} for value in info.options["properties"][info.varied_by]["enum"]]


def list_states() -> None:
    """Give each plugin of the site its row, so that the admin can show and switch it."""
    PluginState.objects.bulk_create(
        [PluginState(name=name, is_enabled=plugin.is_offered_at_first) for name, plugin in registry.plugins().items()],
        ignore_conflicts=True,
    )
