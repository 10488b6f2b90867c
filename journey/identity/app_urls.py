"""What a native app needs: what to ask the provider, an id token traded for a session token, logging out."""

from allauth.headless.account.views import SessionView
from allauth.headless.base.views import ConfigView
from allauth.headless.constants import Client
from allauth.headless.socialaccount.views import ProviderTokenView
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

session = require_http_methods(["GET", "HEAD", "DELETE"])(SessionView.as_api_view(client=Client.APP))

urlpatterns = [
    path("config", require_safe(ConfigView.as_api_view(client=Client.APP)), name="app_config"),
    path("auth/session", session, name="app_session"),
    path(
        "auth/provider/token", require_POST(ProviderTokenView.as_api_view(client=Client.APP)), name="app_provider_token"
    ),
]
