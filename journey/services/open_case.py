"""What every service on a case begins with: lock it, and see that it is open."""

from django.utils.translation import gettext_lazy as _

from journey.errors import Conflict
from journey.models import Case

CLOSED = _("Forløbet er afsluttet. Det skal genåbnes, før der kan ske noget nyt i det.")


def lock(case: Case) -> Case:
    """The case, locked against concurrent writers for the rest of the transaction, open or closed."""
    return Case.objects.select_for_update(no_key=True).select_related("municipality").get(pk=case.pk)


def lock_open(case: Case) -> Case:
    """The case, locked against concurrent writers for the rest of the transaction. Raises Conflict on a closed one."""
    locked = lock(case)
    if not locked.is_open:
        raise Conflict("case_closed", CLOSED)
    return locked
