"""Lists of colleagues begin with those who have a part in the case: nobody looks through a municipality for a name."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.road import start
from tests.web.staff_story import page

LISTS = [("staff_wait_open", "holder"), ("staff_decision_ask", "decider"), ("staff_agreement_make", "owner")]


def groups(shown: str, name: str) -> dict[str, list[str]]:
    """The names under each heading of a list."""
    found = re.search(rf'<select name="{name}".*?</select>', shown, re.DOTALL)
    assert found is not None
    parts = re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', found[0], re.DOTALL)
    return {label: re.findall(r">([^<,]+)[^<]*</option>", options) for label, options in parts}


@pytest.mark.parametrize(("form", "name"), LISTS)
def test_those_of_the_case_stand_first(cast: Cast, form: str, name: str) -> None:
    start(cast)
    found = groups(page(cast.lone, form, cast.case.pk), name)
    assert list(found) == ["Med i forløbet", "Andre kolleger"]
    assert {"Henrik Toft", "Lone Bech", "Pia Munk", "Torben Friis"} <= set(found["Med i forløbet"])
    assert found["Andre kolleger"] == ["Charlie Krog", "Gitte Dahl"]


def test_whoever_is_of_the_other_list_can_still_be_chosen(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.lone)
    chosen = {"person": cast.charlie.pk, "role": "resource_person"}
    assert client.post(reverse("journey:staff_role_assign", args=[cast.case.pk]), chosen).status_code == 302
    assert cast.case.caseroles.filter(person=cast.charlie).exists()


def test_a_list_of_those_of_the_case_alone_has_no_headings(cast: Cast) -> None:
    start(cast, owner=cast.torben)
    assert groups(page(cast.lone, "staff_responsibility", cast.case.pk), "leaver") == {}
