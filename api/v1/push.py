"""Notices to browsers (Web Push): where I am told, and turning it on and off."""

from uuid import UUID

from api.endpoint import Endpoint, Values, reads, writes
from api.fields import Body, Nothing, Words
from api.v1.shapes import Browsers, Written
from messaging.models import PushSubscription
from messaging.push_addresses import MOST_LETTERS
from messaging.push_keys import public_key
from messaging.selectors.browsers import browsers_of, own_browser
from messaging.services.push import BrowserKeys, push_turn_off, push_turn_on


class BrowserBody(Body):
    """What PushSubscription.toJSON() says, laid flat."""

    endpoint = Words(
        max_length=MOST_LETTERS, help_text="Encrypted, at a push service that the municipality lets us call."
    )
    p256dh = Words(max_length=100)
    auth = Words(max_length=50)


class PushView(Endpoint):
    actions = {"GET": None, "POST": None}

    @reads(Browsers)
    def get(self) -> Browsers:
        """Where I am told of news, and the key to subscribe with. Nobody else's."""
        return Browsers(public_key(), tuple(browsers_of(self.person)))

    @writes(BrowserBody, Written, repeatable=True)
    def post(self, body: Values) -> Written:
        """Tell this browser too. The notice never says more than that there is something to read."""
        return Written(push_turn_on(person=self.person, keys=BrowserKeys(**body)).pk)


class PushEndView(Endpoint):
    actions = {"POST": None}
    subscription: PushSubscription

    def gate(self, **ids: UUID) -> None:
        super().gate(**ids)
        self.subscription = own_browser(self.person, ids["browser_id"])

    @writes(Nothing, Written, status=200, repeatable=True)
    def post(self, _body: Values) -> Written:
        """Tell the browser no longer; where it is, is forgotten."""
        return Written(push_turn_off(subscription=self.subscription).pk)
