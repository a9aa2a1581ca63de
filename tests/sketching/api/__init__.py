"""Tests of sketching/api/."""
