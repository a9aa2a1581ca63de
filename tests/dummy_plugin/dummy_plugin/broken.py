"""A plugin that cannot be imported: the site must come up without it."""

raise ImportError("this plugin needs something that is not there")
