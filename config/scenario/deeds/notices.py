"""What staff do about important news that is not proven to have arrived."""

from __future__ import annotations

from config.scenario.deeds.scene import Deed, Scene
from config.scenario.world import NotOnStage
from journey.models import NoticeTask, Recipient, SignOff
from journey.services.unreached import notice_call, notice_letter, notice_sign_off


def _call(scene: Scene) -> NoticeTask:
    reached = scene.flag("reached")
    return notice_call(case=scene.case, person=scene.person("to"), by=scene.actor, reached=reached)[0]


def _letter(scene: Scene) -> NoticeTask:
    return notice_letter(case=scene.case, person=scene.person("to"), by=scene.actor)[0]


def _sign_off(scene: Scene) -> SignOff:
    """All that is still open to the person in this case; refused as the product refuses the first of it."""
    person = scene.person("of")
    rows = Recipient.objects.filter(case=scene.case, person=person, notice__is_critical=True, is_family=True)
    still_open = list(rows.filter(informed_at__isnull=True, sign_off__isnull=True).order_by("recorded_at"))
    wanted = still_open or list(rows.order_by("-recorded_at")[:1])
    if not wanted:
        raise NotOnStage(f"{person} has been told nothing important in this case")
    return [notice_sign_off(recipient=one, by=scene.actor, reason=scene.text("reason")) for one in wanted][-1]


NOTICES: dict[str, Deed] = {"notice_call": _call, "notice_letter": _letter, "notice_sign_off": _sign_off}
