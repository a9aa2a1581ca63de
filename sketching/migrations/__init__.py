"""Migrations of sketching."""
