"""Pages of the case: the family's under ``cases/``, staff's under ``staff/``. No address tells content (T26).

What each address takes is said here, around the view. A page that notes the visit takes no HEAD: nothing was shown.
"""

from django.urls import include, path
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from journey.views import family, home, questions

app_name = "journey"

takes_form = require_http_methods(["GET", "HEAD", "POST"])
_QUESTION = "cases/<uuid:case_id>/questions/<uuid:question_id>"

urlpatterns = [
    path("", require_safe(home.home), name="home"),
    path("cases/", require_safe(family.family_home), name="family_home"),
    path("cases/<uuid:case_id>/", require_GET(family.family_case), name="family_case"),
    path("cases/<uuid:case_id>/people/", require_safe(family.family_people), name="family_people"),
    path("cases/<uuid:case_id>/meetings/", require_safe(family.family_meetings), name="family_meetings"),
    path(
        "cases/<uuid:case_id>/communication/",
        require_http_methods(["GET", "HEAD", "POST"])(family.family_communication),
        name="family_communication",
    ),
    path(
        "cases/<uuid:case_id>/communication/keep/",
        require_POST(family.family_communication_keep),
        name="family_communication_keep",
    ),
    path("cases/<uuid:case_id>/ask/", takes_form(questions.family_ask), name="family_ask"),
    path(f"{_QUESTION}/drop/", require_POST(questions.question_drop), name="question_drop"),
    path("cases/<uuid:case_id>/talks/<uuid:offer_id>/take/", require_POST(questions.talk_take), name="talk_take"),
    path("staff/", include("journey.urls_staff")),
]
