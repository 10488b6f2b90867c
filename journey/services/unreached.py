"""What people do about critical news that is not proven to have arrived: call, write, sign off (N7, RQ-092)."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from journey.errors import Conflict
from journey.models import Case, NoticeTask, Person, Recipient, SignOff
from journey.models.notices import NoticeTaskKind, TaskOutcome
from journey.rules import clock
from journey.services.events import record_event
from journey.services.words import check_said, check_worded


def open_tasks(case: Case, person: Person, kind: NoticeTaskKind) -> QuerySet[NoticeTask]:
    """The calls or letters that are still to be made to the person about the case: one talk is about all of them."""
    return NoticeTask.objects.filter(
        case=case,
        kind=kind,
        done_at__isnull=True,
        recipient__person=person,
        recipient__informed_at__isnull=True,
        recipient__sign_off__isnull=True,
    )


@transaction.atomic(durable=True)
def notice_call(*, case: Case, person: Person, by: Person, reached: bool) -> list[NoticeTask]:
    """Somebody has called about everything that the person has not been proven to know.

    Who was reached has been told, and that is proof. Who was not gets a letter next: the ladder looks at once.
    Raises Conflict when there is no call to make, or somebody has just made it.
    """
    outcome = TaskOutcome.REACHED if reached else TaskOutcome.NOT_REACHED
    tasks = _done(case, person, NoticeTaskKind.CALL, by=by, outcome=outcome)
    rows = Recipient.objects.filter(pk__in=[task.recipient_id for task in tasks])
    if reached:
        rows.update(informed_at=clock.now(), informed_how="call")
    else:
        rows.update(next_rung_at=clock.now())
    record_event(kind="notice.called", case=case, actor=by, subject_id=tasks[0].pk)
    return tasks


@transaction.atomic(durable=True)
def notice_letter(*, case: Case, person: Person, by: Person) -> list[NoticeTask]:
    """A letter has been sent. Nobody is informed by that: the news stays open until there is proof or a sign-off (G6).

    Raises Conflict when there is no letter to write.
    """
    tasks = _done(case, person, NoticeTaskKind.LETTER, by=by, outcome=TaskOutcome.SENT)
    record_event(kind="notice.letter_sent", case=case, actor=by, subject_id=tasks[0].pk)
    return tasks


@transaction.atomic(durable=True)
def notice_sign_off(*, recipient: Recipient, by: Person, reason: str) -> SignOff:
    """The stop rule: a named person says why nobody tries any longer to prove that this news arrived.

    Only of critical news to one of the family that is still open, and only after somebody has called or written: a
    machine's silence is no reason to give up. The reason is for colleagues and leaders; the family's page is as before.
    """
    missing = _("Skriv, hvorfor I ikke prøver længere.")
    text = check_worded(check_said(reason, field="reason", missing=missing), field="reason", missing=missing)
    row = Recipient.objects.select_for_update(no_key=True, of=("self",)).select_related("case", "notice").get(
        pk=recipient.pk
    )  # fmt: skip
    signed = SignOff.objects.filter(recipient=row).exists()
    if row.informed_at or signed or not (row.is_family and row.notice.is_critical):
        raise Conflict("notice_settled", _("Det er slut: personen ved det nu, eller en af jer har stoppet det."))
    if not row.tasks.filter(done_at__isnull=False).exists():
        raise Conflict("call_first", _("Ring først. Det kan kun afsluttes, når nogen har ringet eller skrevet brev."))
    row.next_rung_at = None
    row.save(update_fields=["next_rung_at"])
    sign_off = SignOff.objects.create(
        case_id=row.case_id,
        municipality_id=row.municipality_id,
        recipient=row,
        by=by,
        reason=text,
        at=clock.now(),
    )
    record_event(kind="notice.signed_off", case=row.case, actor=by, subject_id=row.pk)
    return sign_off


def _done(case: Case, person: Person, kind: NoticeTaskKind, *, by: Person, outcome: TaskOutcome) -> list[NoticeTask]:
    now = clock.now()
    tasks = list(open_tasks(case, person, kind).select_for_update(no_key=True, of=("self",)).order_by("due_at", "pk"))
    due = [task for task in tasks if task.due_at <= now]
    if not due:
        raise Conflict("no_such_task", _("Det er allerede gjort, eller personen ved det nu."))
    for task in due:
        task.done_at, task.done_by, task.outcome = now, by, outcome
        task.save(update_fields=["done_at", "done_by", "outcome"])
    return due
