"""By what I am reached outside the product (T46): mine to read, and mine alone to change."""

from django.utils.translation import gettext_lazy as _

from api.endpoint import Endpoint, Values, reads, writes
from api.fields import Body, Words
from api.v1.shapes import MyReach, Written
from journey.errors import NotProven
from journey.identity.freshness import is_fresh
from messaging.services.reach import Reach, reach_change

NOT_FRESH = _("Log ind igen først, så vi ved, at det er dig.")


class ReachBody(Body):
    """What is left out stays as it is; an empty text takes it away."""

    email = Words(required=False, max_length=254)
    phone = Words(required=False, max_length=30)


class ReachView(Endpoint):
    actions = {"GET": None, "POST": None}

    @reads(MyReach)
    def get(self) -> MyReach:
        """My e-mail address and telephone number, and whether my login is young enough to change them."""
        me = self.person
        return MyReach(me.email, me.phone, is_fresh(self.request.session))

    @writes(ReachBody, Written, status=200, repeatable=True, also=(429,))
    def post(self, body: Values) -> Written:
        """Change them, within ten minutes of a login, three times a day at most. What reached me before is told."""
        if not is_fresh(self.request.session):
            raise NotProven("login_not_fresh", NOT_FRESH)
        me = self.person
        reach = Reach(body.get("email", me.email), body.get("phone", me.phone))
        reach_change(person=me, reach=reach)
        return Written(me.pk)
