"""The worker and the clock tick (`celery -A config.celery worker -B`)."""

from celery import Celery

app = Celery("roed_traad")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
