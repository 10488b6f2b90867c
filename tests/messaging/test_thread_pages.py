"""The pages of a thread, as a browser with and without JavaScript meets them."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from journey.models import Person
from journey.rules.clock import SimulatedClock
from journey.services.people import relation_end
from messaging.models import Message, ThreadSeen
from messaging.services.messages import MAX_BODY
from messaging.services.threads import thread_of
from tests.cast import Cast
from tests.messaging.conftest import Writes, anjas_thread

pytestmark = pytest.mark.django_db(transaction=True)

HTMX = {"HX-Request": "true"}


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def mine(cast: Cast) -> str:
    return reverse("messaging:mine", args=[cast.case.pk])


def url(name: str, cast: Cast, guardian: Person) -> str:
    return reverse(f"messaging:{name}", args=[cast.case.pk, guardian.pk])


def token_on(page: Any) -> str:
    found = re.search(r'name="client_token" value="([^"]+)"', page.content.decode())
    assert found
    return found[1]


def test_a_parent_writes_with_a_plain_form_and_reads_it_back(cast: Cast) -> None:
    anja = browser(cast.anja)
    page = anja.get(mine(cast))
    sent = {"body": "Hej Lone", "client_token": token_on(page)}

    first = anja.post(url("post", cast, cast.anja), sent)
    again = anja.post(url("post", cast, cast.anja), sent)

    assert (first.status_code, first["Location"]) == (again.status_code, again["Location"]) == (302, mine(cast))
    assert Message.objects.count() == 1
    assert "Hej Lone" in anja.get(mine(cast)).content.decode()


def test_the_page_says_who_reads_and_is_kept_nowhere(cast: Cast) -> None:
    page = browser(cast.anja).get(mine(cast))
    assert "no-store" in page["Cache-Control"]
    assert "Lone Bech" in page.content.decode()
    assert "Henrik Toft" in page.content.decode()
    assert "<title>Beskeder – Rød Tråd</title>" in page.content.decode()


def test_staff_answer_and_are_sent_back_to_that_thread(cast: Cast, writes: Writes) -> None:
    writes(anjas_thread(cast), cast.anja, "Hvornår hører vi?")
    lone = browser(cast.lone)
    page = lone.get(url("thread", cast, cast.anja))
    assert "Hvornår hører vi?" in page.content.decode()
    answer = lone.post(url("thread", cast, cast.anja), {"body": "Torsdag", "client_token": token_on(page)})
    assert answer["Location"] == url("thread", cast, cast.anja)
    assert Message.objects.get(seq=2).author == cast.lone


def test_htmx_gets_what_its_page_has_not_got(cast: Cast, writes: Writes) -> None:
    thread = anjas_thread(cast)
    writes(thread, cast.anja, "Første")
    writes(thread, cast.lone, "Anden")
    sent = {"body": "Tredje", "client_token": str(uuid4()), "after": "1"}

    part = browser(cast.anja).post(url("post", cast, cast.anja), sent, headers=HTMX).content.decode()

    assert "Første" not in part
    assert part.index("Anden") < part.index("Tredje")
    assert "<html" not in part


@pytest.mark.parametrize("body", ["", "   ", "x" * (MAX_BODY + 1), "a\x00b"])
def test_a_refused_message_keeps_its_text_and_says_why(cast: Cast, body: str) -> None:
    anja, sent = browser(cast.anja), {"body": body, "client_token": str(uuid4())}

    plain = anja.post(url("post", cast, cast.anja), sent)
    part = anja.post(url("post", cast, cast.anja), sent, headers=HTMX)

    for answer in (plain, part):
        assert answer.status_code == 422
        assert "form-error-message" in answer.content.decode()
        assert body.strip().replace("\x00", "") in answer.content.decode().replace("\x00", "")
    assert "<html" in plain.content.decode()
    assert "<html" not in part.content.decode()
    assert not Message.objects.exists()


def test_a_page_without_its_token_gets_a_new_one_and_keeps_the_words(cast: Cast) -> None:
    for token in ("", "noget-vrøvl"):
        answer = browser(cast.anja).post(url("post", cast, cast.anja), {"body": "Mine ord", "client_token": token})
        assert answer.status_code == 422
        assert "Mine ord" in answer.content.decode()
        assert UUID(token_on(answer))


def test_a_used_token_with_other_words_keeps_the_words_and_gives_a_new_token(cast: Cast) -> None:
    anja, token = browser(cast.anja), str(uuid4())
    anja.post(url("post", cast, cast.anja), {"body": "Første", "client_token": token})
    answer = anja.post(url("post", cast, cast.anja), {"body": "Anden", "client_token": token})
    assert answer.status_code == 409
    assert "Anden" in answer.content.decode()
    assert token_on(answer) != token


def test_the_same_words_from_a_page_fetched_again_are_asked_about(cast: Cast) -> None:
    """Back gives the words and a fresh token; only the writer knows whether they are meant twice."""
    anja, address = browser(cast.anja), url("post", cast, cast.anja)
    anja.post(address, {"body": "Kommer Torben torsdag?", "client_token": str(uuid4())})
    token = str(uuid4())
    asked = anja.post(address, {"body": "Kommer Torben torsdag?", "client_token": token})
    assert asked.status_code == 409
    assert "Du har lige sendt de samme ord." in asked.content.decode()
    assert f'name="again" value="{token}"' in asked.content.decode()
    assert Message.objects.count() == 1
    sent = {"body": "Kommer Torben torsdag?", "client_token": token_on(asked), "again": token}
    assert anja.post(address, sent).status_code == 302
    assert Message.objects.count() == 2


def test_the_same_words_are_an_answer_when_the_other_has_written_between(cast: Cast, writes: Writes) -> None:
    anja, address = browser(cast.anja), url("post", cast, cast.anja)
    anja.post(address, {"body": "Ja", "client_token": str(uuid4())})
    writes(anjas_thread(cast), cast.lone, "Kan I også fredag?")
    assert anja.post(address, {"body": "Ja", "client_token": str(uuid4())}).status_code == 302
    assert Message.objects.count() == 3


def test_the_same_words_later_are_meant(cast: Cast, at_monday: SimulatedClock) -> None:
    anja, address = browser(cast.anja), url("post", cast, cast.anja)
    anja.post(address, {"body": "Er der nyt?", "client_token": str(uuid4())})
    at_monday.advance(timedelta(minutes=11))
    assert anja.post(address, {"body": "Er der nyt?", "client_token": str(uuid4())}).status_code == 302


def test_words_are_shown_as_words(cast: Cast, writes: Writes) -> None:
    writes(anjas_thread(cast), cast.anja, "<script>alert(1)</script>")
    page = browser(cast.lone).get(url("thread", cast, cast.anja)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_polling_and_its_bad_numbers(cast: Cast, writes: Writes) -> None:
    thread, anja = anjas_thread(cast), browser(cast.anja)
    for body in ("Første", "Anden"):
        writes(thread, cast.lone, body)
    poll = url("poll", cast, cast.anja)
    assert "Første" not in anja.get(poll, {"after": 1}).content.decode()
    assert "Anden" in anja.get(poll, {"after": 1}).content.decode()
    assert "<li" not in anja.get(poll, {"after": 2}).content.decode()
    for bad in ("-1", "x", "1e3", "9" * 30, "²"):
        assert anja.get(poll, {"after": bad}).status_code == 400
        assert anja.post(url("seen", cast, cast.anja), {"up_to": bad}).status_code == 400


def test_opening_the_page_is_seen_but_polling_and_prefetching_are_not(cast: Cast, writes: Writes) -> None:
    thread, anja = anjas_thread(cast), browser(cast.anja)
    writes(thread, cast.lone)
    anja.get(url("poll", cast, cast.anja), {"after": 0})
    anja.get(mine(cast), headers={"Sec-Purpose": "prefetch"})
    assert not ThreadSeen.objects.exists()

    anja.get(mine(cast))
    assert ThreadSeen.objects.get().seen_up_to == 1

    writes(thread, cast.lone)
    assert anja.post(url("seen", cast, cast.anja), {"up_to": 2}).status_code == 204
    assert ThreadSeen.objects.get().seen_up_to == 2
    page = browser(cast.lone).get(url("thread", cast, cast.anja)).content.decode()
    assert page.count("set af Anja") == 1


def test_an_older_page_marks_only_what_it_shows(cast: Cast, writes: Writes) -> None:
    thread, anja = anjas_thread(cast), browser(cast.anja)
    for _ in range(3):
        writes(thread, cast.lone)

    anja.get(mine(cast), {"before": 1})
    assert not ThreadSeen.objects.exists()

    anja.get(mine(cast), {"before": 3})
    assert ThreadSeen.objects.get().seen_up_to == 2


def test_a_long_thread_is_paged(cast: Cast, writes: Writes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("messaging.selectors.thread_page.PAGE", 2)
    for number in range(1, 6):
        writes(anjas_thread(cast), cast.anja, f"Besked nr. {number}")
    anja = browser(cast.anja)
    page = anja.get(mine(cast))
    assert [message.seq for message in page.context["messages"]] == [4, 5]
    older = anja.get(page.context["earlier_url"])
    assert [message.seq for message in older.context["messages"]] == [2, 3]


def test_the_page_takes_the_same_statements_for_one_and_for_many_messages(
    cast: Cast, writes: Writes, django_assert_num_queries: Any
) -> None:
    thread, anja = anjas_thread(cast), browser(cast.anja)
    for author in (cast.anja, cast.lone, cast.anja):
        writes(thread, author)
    anja.get(mine(cast))
    with django_assert_num_queries(30):
        anja.get(mine(cast))
    for author in (cast.lone, cast.henrik, cast.anja) * 4:
        writes(thread, author)
    anja.post(url("seen", cast, cast.anja), {"up_to": 15})
    with django_assert_num_queries(30):
        anja.get(mine(cast))


def addresses(case_id: UUID, guardian_id: UUID) -> list[tuple[str, str]]:
    ids = [case_id, guardian_id]
    return [
        ("get", reverse("messaging:thread", args=ids)),
        ("post", reverse("messaging:thread", args=ids)),
        ("post", reverse("messaging:post", args=ids)),
        ("post", reverse("messaging:seen", args=ids)),
        ("get", reverse("messaging:poll", args=ids)),
    ]


def answers(person: Person, asked: list[tuple[str, str]]) -> set[tuple[int, bytes]]:
    client, found = browser(person), set()
    for method, address in asked:
        answer = getattr(client, method)(address, {"body": "x", "client_token": str(uuid4()), "up_to": 1})
        body = re.sub(rb'(csrfmiddlewaretoken|next)" value="[^"]+"', b"", answer.content)  # differ on every page
        found.add((answer.status_code, body))
    return found


def test_what_is_not_yours_is_not_there(cast: Cast, writes: Writes) -> None:
    """Everyone who may not, on every address: the same bytes as for what does not exist (T13, T30)."""
    writes(anjas_thread(cast), cast.anja)
    thread_of(case=cast.case, guardian=cast.jonas)
    anjas = addresses(cast.case.pk, cast.anja.pk)
    for person in (cast.jonas, cast.pia, cast.torben, cast.gitte, cast.charlie, cast.dina, cast.erik):
        case_known = person == cast.jonas
        absent = answers(person, addresses(cast.case.pk if case_known else uuid4(), uuid4()))
        assert {status for status, _ in absent} == {404}
        assert len(absent) == 1
        assert answers(person, anjas) == absent
    assert Message.objects.count() == 1
    assert not ThreadSeen.objects.exists()


def test_staff_of_the_case_find_no_thread_for_someone_who_does_not_follow_it(cast: Cast) -> None:
    lone = browser(cast.lone)
    for nobody in (cast.dina.pk, cast.erik.pk, cast.henrik.pk, uuid4()):
        assert lone.get(reverse("messaging:thread", args=[cast.case.pk, nobody])).status_code == 404
    assert lone.get(mine(cast)).status_code == 404


def test_the_feed_is_ones_own(cast: Cast, writes: Writes) -> None:
    thread, anja = anjas_thread(cast), browser(cast.anja)
    feed = reverse("messaging:feed")
    start = anja.get(feed).json()
    assert start == {"hints": [], "last": start["last"], "more": False}

    writes(thread, cast.lone)

    answer = anja.get(feed, {"after": start["last"]})
    assert "no-store" in answer["Cache-Control"]
    assert answer.json() == {
        "hints": [{"kind": "message", "id": str(thread.pk), "seq": start["last"] + 1}],
        "last": start["last"] + 1,
        "more": False,
    }
    assert browser(cast.dina).get(feed, {"after": 0}).json()["hints"] != answer.json()["hints"]
    for bad in ("-1", "x", "", "1" * 40):
        assert anja.get(feed, {"after": bad}).status_code == 400
    assert Client().get(feed).status_code == 302


def test_lost_custody_takes_the_feed_with_it(cast: Cast, writes: Writes, at_monday: Any) -> None:
    writes(anjas_thread(cast), cast.lone)
    at_monday.advance(timedelta(seconds=1))
    relation_end(relation=cast.anjas_custody)
    assert browser(cast.anja).get(reverse("messaging:feed"), {"after": 0}).json()["hints"] == []
