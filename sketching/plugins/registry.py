"""Which plugins this site has: the built-in ones, and those that installed packages announce by entry point.

    [project.entry-points."avatarsite.plugins"]
    charcoal = "my_package"        # an importable package with INFO and load(device)

A package that cannot be imported is broken, alone: the site and the other plugins go on without it.
"""

import logging
import re
from dataclasses import dataclass
from functools import cache
from importlib import import_module, metadata
from importlib.util import find_spec
from types import ModuleType

from sketching.plugins.contract import PluginInfo, Sketcher

logger = logging.getLogger(__name__)

BUILT_IN = (  # the first is what people are offered first
    "sketching.plugins.portrait",
    "sketching.plugins.pencil",
    "sketching.plugins.encoder_decoder",
    "sketching.plugins.cyclegan",
)
GROUP = "avatarsite.plugins"
LONGEST_NAME, LONGEST_VERSION = 50, 20  # what the records have room for


@dataclass(frozen=True, slots=True)
class Plugin:
    """A plugin that could be imported. Not loaded: no weights, no torch."""

    info: PluginInfo
    module: ModuleType
    is_built_in: bool

    @property
    def is_offered_at_first(self) -> bool:
        """Whether people may pick it before an admin has said anything."""
        return self.is_built_in and not self.info.is_experimental


@cache
def plugins() -> dict[str, Plugin]:
    """By name, built-in first. Found once for each process."""
    found: dict[str, Plugin] = {}
    outside = [entry.value for entry in metadata.entry_points(group=GROUP)]
    for path in (*BUILT_IN, *outside):
        try:
            plugin = _import(path, is_built_in=path in BUILT_IN)
            if plugin.info.name in found:
                raise ValueError(f"{plugin.info.name!r} is another plugin's name")
            if missing := [module for module in plugin.info.needs if find_spec(module) is None]:
                logger.info("plugin=%s left out: it needs %s", plugin.info.name, ", ".join(missing))
                continue
            found[plugin.info.name] = plugin
        except Exception as error:  # noqa: BLE001  whatever an outside package throws, the others go on
            logger.error("plugin=%s broken: %s: %s", path, type(error).__name__, error)  # noqa: TRY400
    return found


def info(name: str) -> PluginInfo:
    """Raises: KeyError if the site has no such plugin."""
    return plugins()[name].info


def title(name: str) -> str:
    """What people call the plugin; of one that is no longer there, its name."""
    plugin = plugins().get(name)
    return plugin.info.title if plugin else name


def load(name: str, device: str) -> Sketcher:
    """Put the weights on the device: slow, so a worker does it once (worker/residency.py).

    Raises: KeyError if the site has no such plugin; whatever the plugin throws.
    """
    sketcher: Sketcher = plugins()[name].module.load(device)
    return sketcher


def _import(path: str, *, is_built_in: bool) -> Plugin:
    module = import_module(path)
    if not isinstance(getattr(module, "INFO", None), PluginInfo) or not callable(getattr(module, "load", None)):
        raise TypeError("a plugin needs INFO, a PluginInfo, and load(device)")
    info = module.INFO
    if not re.fullmatch(rf"[a-z][a-z0-9_-]{{0,{LONGEST_NAME - 1}}}", info.name):
        raise ValueError(f"the name {info.name!r} is no slug of at most {LONGEST_NAME} characters")
    if len(info.version) > LONGEST_VERSION:
        raise ValueError(f"the version {info.version!r} has more than {LONGEST_VERSION} characters")
    if info.varied_by and "enum" not in info.options["properties"].get(info.varied_by, {}):
        raise ValueError(f"varied_by names {info.varied_by!r}, which is no option with an enum")
    return Plugin(info, module, is_built_in)
