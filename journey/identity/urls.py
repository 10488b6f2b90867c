"""Every login address there is. allauth.urls stays out: it also offers sign-up, passwords and connections."""

from allauth.account.views import LogoutView
from django.contrib.auth.decorators import login_not_required
from django.urls import path

from journey.identity import views

# Also for someone whose session has run out: they asked to be logged out, and they are.
logout = login_not_required(LogoutView.as_view(http_method_names=["get", "head", "post"]))

urlpatterns = [
    path("login/", views.login_page, name="account_login"),
    path("login/afbrudt/", views.login_cancelled, name="socialaccount_login_cancelled"),
    path("login/ukendt/", views.unknown_person, name="account_unknown_person"),
    path("logout/", logout, name="account_logout"),
    path("logget-ud/", views.logged_out, name="account_logged_out"),
    path("<slug:provider_id>/login/", views.start, name="openid_connect_login"),
    path("<slug:provider_id>/login/callback/", views.callback, name="openid_connect_callback"),
]
