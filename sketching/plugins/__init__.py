"""Plugins: packages that draw. contract.py is all that a plugin may rely on; registry.py finds them."""
