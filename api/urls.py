"""Everything below /api/. The last line gives unknown addresses the API's own 404, so that no two 404s differ."""

from django.urls import include, path, re_path

from api.endpoint import Nowhere

urlpatterns = [
    path("v1/", include("api.v1.urls")),
    re_path(r"", Nowhere.as_view()),
]
