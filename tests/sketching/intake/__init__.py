"""Tests of sketching/intake/."""
