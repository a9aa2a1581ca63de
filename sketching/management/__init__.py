"""Commands of sketching."""
