"""A plugin that takes another one's name: the first keeps it."""

from dummy_plugin import INFO, load

__all__ = ["INFO", "load"]
