"""The sketchers that this process keeps loaded: the last used ones, up to settings.MAX_LOADED_PLUGINS."""

from collections import OrderedDict
from time import monotonic

from django.conf import settings

from sketching import estimates
from sketching.plugins import registry
from sketching.plugins.contract import Sketcher

_loaded: OrderedDict[str, Sketcher] = OrderedDict()


def sketcher(plugin: str, device: str) -> Sketcher:
    """The plugin's sketcher, loaded at its first use.

    Raises: KeyError if the site has no such plugin; whatever the plugin throws while it loads.
    """
    if plugin not in _loaded:
        while len(_loaded) >= settings.MAX_LOADED_PLUGINS:
            _loaded.popitem(last=False)  # before the new one is loaded: the two need not fit together
        started = monotonic()
        _loaded[plugin] = registry.load(plugin, device)
        estimates.note_load(plugin, monotonic() - started)
        estimates.note_loaded(list(_loaded))
    _loaded.move_to_end(plugin)
    return _loaded[plugin]
