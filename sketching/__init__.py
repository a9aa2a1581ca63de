"""A photo becomes a sketch: intake, plugins, jobs, and the doors to them."""
