"""Composition root: settings, URLs, server entry points and the one-machine launcher."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
