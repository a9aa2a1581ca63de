"""Tests of avatarsite/."""
