"""Wiring: settings, URLs, Celery and the command that starts everything. Nothing of ours imports it."""

from avatarsite.celery import app as celery_app  # makes it the current app of every process, the web's too

__all__ = ["celery_app"]
