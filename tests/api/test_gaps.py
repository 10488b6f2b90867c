"""Broken promises over REST: read by who has to do with them, owned up to by who has them (P1-P7, G14, RQ-086)."""

import json
from datetime import timedelta

from journey.models import Gap, Update
from journey.models.gaps import GapKind
from journey.models.questions import QuestionKind
from journey.rules import clock
from journey.rules.gaps import Broken
from journey.services.gaps import gap_open
from journey.services.questions import question_ask
from tests.api.caller import Caller, Things, problem
from tests.api.conftest import As
from tests.cast import Cast
from tests.road import break_word


def gaps(caller: Caller, name: str = "gaps", query: dict[str, object] | None = None, **ids: object) -> list[object]:
    answer = json.loads(caller.get(name, query, **ids).content)
    return [(one["kind"], one["about"], one["holder_name"]) for one in answer["items"]]


def late_question(cast: Cast, kind: QuestionKind) -> Gap:
    question = question_ask(case=cast.case, by=cast.jonas, kind=kind)
    broken = Broken(cast.case.pk, GapKind.QUESTION_LATE, question.pk, cast.jonas.pk, clock.today())
    gap = gap_open(broken=broken)
    assert gap is not None
    return gap


def test_leaders_and_holders_read_what_is_broken_and_nobody_else(cast: Cast, things: Things, as_: As) -> None:
    word = ("next_word_broken", "Anja", "Henrik Toft")
    seen = {name: gaps(as_(getattr(cast, name))) for name in ("pia", "henrik", "lone", "gitte", "charlie")}
    assert seen == {"pia": [word], "henrik": [word], "lone": [], "gitte": [], "charlie": []}
    of_case = {name: gaps(as_(getattr(cast, name)), "case_gaps", case_id=things.case_id) for name in ("lone", "torben")}
    assert of_case == {"lone": [word], "torben": []}
    assert as_(cast.anja).get("gaps").status_code == 404


def test_a_leader_learns_neither_whose_question_is_late_nor_that_one_needs_to_be_heard(
    cast: Cast, things: Things, as_: As
) -> None:
    late_question(cast, QuestionKind.CALL)
    late_question(cast, QuestionKind.HEARD)
    pia = as_(cast.pia)
    for name, ids in (("gaps", {}), ("case_gaps", {"case_id": things.case_id})):
        assert ("question_late", "", "Lone Bech") in gaps(pia, name, **ids)
        assert len(gaps(pia, name, **ids)) == 2
    assert gaps(as_(cast.lone)) == [("question_late", "", "Lone Bech")] * 2


def test_the_list_is_read_page_by_page_the_oldest_first(cast: Cast, things: Things, as_: As) -> None:
    gap = late_question(cast, QuestionKind.CALL)
    Gap.objects.filter(pk=gap.pk).update(broken_on=clock.today() - timedelta(days=3))
    pia = as_(cast.pia)
    first = json.loads(pia.get("gaps", {"limit": 1}).content)
    assert [(one["id"], one["days"]) for one in first["items"]] == [(str(gap.pk), 3)]
    [rest] = json.loads(pia.get("gaps", {"after": first["next_after"]}).content)["items"]
    assert (rest["id"], [who["name"] for who in rest["holders"]]) == (str(things.gap_id), ["Henrik Toft"])


def test_owning_up_is_written_once_and_is_no_word(cast: Cast, things: Things, as_: As) -> None:
    break_word(cast)
    henrik, where = as_(cast.henrik), {"case_id": things.case_id, "gap_id": things.gap_id}
    body = {"happened": "Vi skrev ikke i går, som vi lovede. Henrik har det nu."}
    written = henrik.post("breach", body, **where)
    assert written.status_code == 201
    [told] = json.loads(written.content)["ids"]
    assert Update.objects.get(pk=told).is_informative is False
    assert problem(henrik.post("breach", body, **where)) == (409, "breach_told")
    assert gaps(henrik) == [("next_word_broken", "Anja", "Henrik Toft")]
