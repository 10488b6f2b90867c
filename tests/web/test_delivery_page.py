"""The page that says whether news got through, and the forms of those who call, write and sign off."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from journey.models import Person, SignOff
from journey.models.questions import QuestionKind
from journey.rules.clock import SimulatedClock
from journey.services.questions import question_ask, question_promise
from journey.services.unreached import notice_call, notice_sign_off
from journey.services.visits import visit_open
from messaging.delivery.sweep import sweep
from messaging.selectors.ledger import ledger
from tests.cast import Cast
from tests.messaging.test_ladder import live, news_to, plan

pytestmark = pytest.mark.django_db(transaction=True)


def page(client: Client, who: Person, cast: Cast) -> str:
    client.force_login(who)
    answer = client.get(reverse("messaging:ledger", args=[cast.case.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def fill(client: Client, name: str, case: Cast, subject: object, **said: str) -> int:
    url = reverse(f"journey:{name}", args=[case.case.pk, subject])
    assert client.get(url).status_code == 200
    return client.post(url, {"client_token": str(uuid4()), **said}).status_code


def test_the_whole_way_from_mail_to_sign_off(cast: Cast, client: Client, at_monday: SimulatedClock) -> None:
    Person.objects.filter(pk=cast.jonas.pk).update(email="")
    plan(cast)
    live(at_monday, "2027-02-02T12:00")
    text = page(client, cast.lone, cast)
    assert "Opkald: skal gøres" in text
    assert "kommunen bruger ikke den vej" in text
    assert "Stop med at prøve" not in text
    desk = client.get(reverse("journey:staff_home")).content.decode()
    assert "Ring, og sig, hvordan det gik" in desk
    assert fill(client, "staff_notice_call", cast, cast.jonas.pk) == 422
    assert fill(client, "staff_notice_call", cast, cast.jonas.pk, outcome="not_reached") == 302
    sweep()
    assert fill(client, "staff_notice_letter", cast, cast.jonas.pk) == 302
    assert fill(client, "staff_notice_letter", cast, cast.jonas.pk) == 409
    assert "Stop med at prøve" in page(client, cast.lone, cast)
    news = news_to(cast.jonas)
    assert fill(client, "staff_notice_sign_off", cast, news.pk, reason="") == 422
    assert fill(client, "staff_notice_sign_off", cast, news.pk, reason="Jonas er rejst.") == 302
    assert SignOff.objects.get().recipient == news
    text = page(client, cast.pia, cast)
    assert "Afsluttet af Lone Bech" in text
    assert "Jonas er rejst." in text
    client.force_login(cast.jonas)
    home = client.get(reverse("journey:family_case", args=[cast.case.pk])).content.decode()
    assert "Jonas er rejst." not in home


@pytest.mark.parametrize("ends", ["read", "signed_off"])
def test_nobody_is_told_to_write_about_what_is_known_or_signed_off(
    cast: Cast, client: Client, at_monday: SimulatedClock, ends: str
) -> None:
    Person.objects.filter(pk=cast.jonas.pk).update(email="")
    plan(cast)
    live(at_monday, "2027-02-02T12:00")
    notice_call(case=cast.case, person=cast.jonas, by=cast.lone, reached=False)
    sweep()
    assert "Brev: skal gøres" in page(client, cast.lone, cast)
    if ends == "read":
        visit_open(case=cast.case, person=cast.jonas)
    else:
        notice_sign_off(recipient=news_to(cast.jonas), by=cast.lone, reason="Jonas er rejst.")
    text = page(client, cast.lone, cast)
    assert "Brev: ikke længere nødvendigt" in text
    assert "Brev: skal gøres" not in text
    assert "Opkald: ikke truffet" in text


def test_who_was_not_told_stands_there_with_the_reason(cast: Cast, client: Client) -> None:
    Person.objects.filter(pk=cast.jonas.pk).update(email="")
    plan(cast)
    text = page(client, cast.lone, cast)
    assert "Det fik de ikke at vide" in text
    assert "E-mail: ingen adresse eller nummer" in text


def test_no_leader_reads_there_that_somebody_needs_to_be_heard(cast: Cast, client: Client) -> None:
    question = question_ask(case=cast.case, by=cast.anja, kind=QuestionKind.HEARD)
    day = question.promised_on
    question_promise(question=question, by=cast.lone, owner=cast.henrik, promised_on=day, reason="Henrik ringer.")
    assert "Spørgsmål · Anja Holm" in page(client, cast.lone, cast)
    assert "Spørgsmål" not in page(client, cast.pia, cast)


def test_the_page_costs_the_same_however_much_there_is(
    cast: Cast, at_monday: SimulatedClock, django_assert_num_queries: object
) -> None:
    from journey.access.matrix import Action
    from journey.access.staff_side import staff_case_for

    access = staff_case_for(cast.lone, cast.case.pk, Action.READ_DELIVERY)
    for _round in range(2):
        plan(cast)
        with django_assert_num_queries(3):  # type: ignore[operator]  # pytest-django's own
            ledger(access)
