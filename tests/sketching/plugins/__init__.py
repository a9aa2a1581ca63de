"""Tests of sketching/plugins/."""
