"""What one chooses from when a case is opened: every line says who or what it is, and no two read the same."""

from datetime import date
from html import unescape

from django.urls import reverse

from journey.models.people import RelationKind
from journey.services.cases import case_open
from journey.services.people import child_register, relation_start
from tests.cast import Cast
from tests.web.test_staff_forms import as_person


def options(cast: Cast, language: str = "da") -> str:
    cast.lone.language = language
    cast.lone.save()
    url = reverse("journey:staff_case_open")
    return unescape(as_person(cast.lone).get(url, headers={"accept-language": language}).content.decode())


def test_a_template_has_its_title_in_the_readers_language(cast: Cast) -> None:
    assert ">Støtte i skolen</option>" in options(cast)
    english = options(cast, "en")
    assert ">Support at school</option>" in english
    assert "object (" not in english


def test_people_are_told_apart_by_their_work(cast: Cast) -> None:
    assert ">Henrik Toft, LKT-lærer, Harebjergskolen</option>" in options(cast)


def test_children_of_one_name_are_told_apart_by_the_year_of_birth(cast: Cast) -> None:
    cast.child.born_on = date(2016, 5, 4)
    cast.child.save()
    younger = child_register(municipality=cast.municipality, given_name="Viktor", born_on=date(2019, 2, 1))
    relation_start(child=younger, person=cast.dina, kind=RelationKind.CUSTODIAN)
    case_open(
        child=younger,
        unit=cast.school,
        blueprint=cast.blueprint,
        contact=cast.lone,
        deputy=cast.henrik,
        opened_by=cast.lone,
    )
    shown = options(cast)
    assert ">Viktor, født 2016</option>" in shown
    assert ">Viktor, født 2019</option>" in shown


def test_staff_read_of_the_familys_contact_and_the_family_of_its_own(cast: Cast) -> None:
    staff = as_person(cast.lone).get(reverse("journey:staff_case", args=[cast.case.pk])).content.decode()
    family = as_person(cast.anja).get(reverse("journey:family_people", args=[cast.case.pk])).content.decode()
    assert "Familiens kontakt" in staff
    assert "Jeres kontakt" not in staff
    assert "Jeres kontakt" in family
