"""Pages of the case: the family's under ``cases/``, staff's under ``staff/``. No address tells content (T26)."""

from django.urls import include, path

from journey.views import family, home

app_name = "journey"

urlpatterns = [
    path("", home.home, name="home"),
    path("cases/", family.family_home, name="family_home"),
    path("cases/<uuid:case_id>/", family.family_case, name="family_case"),
    path("cases/<uuid:case_id>/people/", family.family_people, name="family_people"),
    path("cases/<uuid:case_id>/meetings/", family.family_meetings, name="family_meetings"),
    path("staff/", include("journey.urls_staff")),
]
