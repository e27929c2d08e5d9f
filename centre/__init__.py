"""Ground floor and project package: people, cases, consent, who looked, notices; exposes the Celery app."""

from centre.celery import app as celery_app

__all__ = ["celery_app"]
