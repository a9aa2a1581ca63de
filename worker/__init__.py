"""The process that has the device: it claims jobs, draws them, and settles them."""
