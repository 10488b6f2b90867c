"""The field `asked` and the acts around it: what fits holds, what does not is told."""

import pytest

from tests.scenario.conftest import Stories

pytestmark = pytest.mark.usefixtures("story_server")

BEGIN = """\
  - {at: D+0 Mon 09:00, who: mette, do: question_ask, kind: call, text: Efter kl. 15}
  - {at: D+0 Mon 09:05, who: mette, do: question_ask, kind: call}
  - {at: D+0 Mon 09:10, who: lars, do: question_promise, of: mette, owner: dorte, promised: D+9, reason: Dorte ved det}
"""
RIGHT = ["[call]", "[{kind: call, by: Mette, with: Dorte, due: D+9, late: false, raised: 2}]"]
WRONG = ["nothing", "[message]", "[{with: Lars}]", "[{due: D+7}]", "[{late: true}]", "[{raised: 1}]", "[call, call]"]


def look(asked: str) -> str:
    return f"  - {{at: D+0 Mon 10:00, expect: {{mette: {{asked: {asked}}}}}}}\n"


@pytest.mark.parametrize("asked", RIGHT)
def test_what_is_so_holds(stories: Stories, asked: str) -> None:
    assert stories.play(stories.small(BEGIN + look(asked))).failures == []


def test_what_is_not_so_is_told(stories: Stories) -> None:
    told = [failure.text for failure in stories.play(stories.small(BEGIN + "".join(map(look, WRONG)))).failures]
    assert len(told) == len(WRONG)
    assert all("call by Mette" in one for one in told)
