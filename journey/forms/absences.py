"""Being away with somebody named who answers, and being back (RQ-021). No reason is asked for (G2)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from journey.access.absences import led_colleagues
from journey.forms.base import StaffForm
from journey.forms.fields import Chosen, colleagues, day
from journey.models import Absence, Person
from journey.rules import clock
from journey.selectors import choices
from journey.selectors.people import with_work


def _those_one_leads(_access: object, _subject: object) -> Any:
    return Person.objects.none()  # set by the form, which knows who fills it in


class AbsenceForm(StaffForm):
    """I am away, or one of those I lead."""

    heading = _("Væk i en periode")
    intro = _("Familierne ser, hvem der svarer imens, og hvor længe. De ser aldrig hvorfor.")
    submit = _("Gem, og vis det for familierne")

    person = Chosen(_those_one_leads, label=_("Hvem er væk?"), empty=_("Jeg selv"))
    cover = Chosen(colleagues, label=_("Hvem svarer imens?"), missing=_("Vælg en anden, der svarer imens."))
    first_day = day(_("Første dag"), missing=_("Vælg den første dag."), from_today=True)
    last_day = day(_("Sidste dag"), hint=_("Tom: du ved det ikke endnu."), from_today=True)

    def __init__(self, data: Any = None, *, person: Person) -> None:
        super().__init__(data)
        led = with_work(led_colleagues(person)).order_by("display_name")
        everybody = choices.colleagues(person.municipality)
        if led.exists():
            self.fields["person"].queryset = led  # type: ignore[attr-defined]  # a model choice
        else:
            del self.fields["person"]
            everybody = everybody.exclude(pk=person.pk)
        self.fields["cover"].queryset = everybody  # type: ignore[attr-defined]


class AbsenceEndForm(StaffForm):
    """The last day, once it is known. The days until today have been served and stay."""

    heading = _("Sidste dag væk")
    intro = _("Familierne ser den nye dag. De dage, der er gået, bliver stående.")
    submit = _("Gem dagen")

    last_day = day(_("Sidste dag"), missing=_("Vælg den sidste dag."), from_today=True)

    def __init__(self, data: Any = None, *, absence: Absence) -> None:
        last = absence.last_day or max(clock.today(), absence.first_day)
        super().__init__(data, initial={"last_day": last})
