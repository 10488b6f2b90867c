"""Every address the product answers on."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.decorators.http import require_http_methods
from django.views.i18n import set_language as django_set_language

from config.navigation import menu

handler400 = "journey.views.errors.unreadable"
set_language = login_not_required(require_http_methods(["GET", "HEAD", "POST"])(django_set_language))

urlpatterns = [
    path("api/", include("api.urls")),
    path("konto/", include("journey.identity.urls")),
    path("_allauth/app/v1/", include("journey.identity.app_urls")),
    path("sprog/", set_language, name="set_language"),
    path("menu/", menu, name="menu"),
    path("", include("messaging.urls")),
    path("", include("journey.urls")),
]
