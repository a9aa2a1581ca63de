"""Tests of sketching/."""
