"""Pages and REST under gunicorn."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
application = get_wsgi_application()

import_module(settings.ROOT_URLCONF)  # before the first request instead of in it
gc.collect()
gc.set_threshold(50_000, 20, 20)  # a request leaves few circles, and is done before anything needs their room
gc.freeze()  # what has been loaded stays: looking through all of it again takes longer than a request
