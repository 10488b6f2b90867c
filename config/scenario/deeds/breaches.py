"""Owning up to a broken promise."""

from __future__ import annotations

from config.scenario.deeds.scene import Deed, Scene
from config.scenario.world import NotOnStage
from journey.access.gaps import gap_for
from journey.access.matrix import Action
from journey.models import Gap, Update
from journey.models.gaps import GapKind
from journey.services.breaches import breach_explain, suggested_words
from journey.watch.scan import scan


def _explain(scene: Scene) -> Update:
    """The latest broken word to that person, also one that is put right, which the product refuses to touch.

    The product looks for broken promises every minute, a story only at nine: so it looks once more here.
    """
    scan(only={scene.case.pk})
    broken = Gap.objects.filter(case=scene.case, kind=GapKind.NEXT_WORD_BROKEN, person=scene.person("to"))
    gap = broken.order_by("opened_at").last()
    if gap is None:
        raise NotOnStage("no promised word to that person is broken in this case")
    _access, gap = gap_for(scene.actor, scene.case.pk, gap.pk, Action.EXPLAIN_BREACH)
    happened = scene.text("text") or suggested_words(gap)
    return breach_explain(gap=gap, by=scene.actor, happened=happened, next_word_on=scene.day("next_word"))[0]


BREACHES: dict[str, Deed] = {"breach_explain": _explain}
