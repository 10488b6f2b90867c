"""The pen's form. What a message may be is the service's to say."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.errors import DomainError
from journey.forms.fields import NOT_A_DATE, NOT_ON_LIST
from journey.forms.persons import email_field, phone_field
from journey.models import Person
from journey.services.questions import Outcome, Reply
from messaging.services.push import BrowserKeys
from messaging.services.reach import Reach


class MessageForm(forms.Form):
    asks_again = False
    """The writer has been asked whether the same words are meant a second time."""

    body = forms.CharField(required=False, strip=False)
    client_token = forms.UUIDField(
        error_messages={
            "required": _("Siden var for gammel. Din tekst står her stadig – tryk Send igen."),
            "invalid": _("Siden var for gammel. Din tekst står her stadig – tryk Send igen."),
        }
    )

    outcome = forms.ChoiceField(
        choices=[(one.value, one.value) for one in Outcome],
        required=False,
        error_messages={"invalid_choice": NOT_ON_LIST},
    )
    """What the message does to the open questions of the thread; only staff choose."""
    promised_on = forms.DateField(required=False, input_formats=["%Y-%m-%d"], error_messages={"invalid": NOT_A_DATE})
    again = forms.CharField(required=False)
    """The token with which the writer was asked about a repeat: sending it once more is the answer."""

    @property
    def is_meant_twice(self) -> bool:
        return bool(self.cleaned_data["again"] == str(self.cleaned_data["client_token"]))

    def reply(self) -> Reply:
        """A message of staff answers, unless they say something else."""
        data = self.cleaned_data
        return Reply(Outcome(data["outcome"] or Outcome.ANSWERS), promised_on=data["promised_on"])

    def refuse(self, error: DomainError) -> None:
        """Show what the domain says above the field it is about."""
        self.asks_again = error.code == "said_already"
        self.add_error(error.field if error.field in {"body", "promised_on"} else None, str(error.sentence))

    def next_token(self) -> UUID:
        """The token to send with the next try: the same while nothing has been written with it, else a new one."""
        used: Any = getattr(self, "cleaned_data", {}).get("client_token")
        return used if used and not self.non_field_errors() else uuid4()


class BrowserForm(forms.Form):
    """What a browser's script sends. Whether it can be used is the service's to say, with a sentence."""

    endpoint = forms.CharField(required=False)
    p256dh = forms.CharField(required=False)
    auth = forms.CharField(required=False)

    def keys(self) -> BrowserKeys:
        """Empty for what cannot be read, which no service takes."""
        self.full_clean()
        return BrowserKeys(*(self.cleaned_data.get(name, "") for name in ("endpoint", "p256dh", "auth")))


class ReachForm(forms.Form):
    """How the person is reached. Nothing but the person's own values is ever filled in."""

    email = email_field(_("E-mail"))
    phone = phone_field(_("Mobilnummer"))

    def __init__(self, data: Any = None, *, initial: dict[str, str]) -> None:
        super().__init__(data, initial=initial, label_suffix="")

    @staticmethod
    def values_of(person: Person) -> dict[str, str]:
        return {"email": person.email, "phone": person.phone}

    def reach(self) -> Reach:
        return Reach(self.cleaned_data["email"], self.cleaned_data["phone"])
