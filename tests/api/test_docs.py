"""The table of addresses in docs/api.md is the whole table, with the methods and actions of the very views."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from api.v1.routes import Route, routes
from api.v1.urls import urlpatterns

TEXT = (Path(settings.BASE_DIR) / "docs" / "api.md").read_text(encoding="utf-8")
TABLE = TEXT.partition("\n## Addresses\n")[2].partition("\n## ")[0]
PLACES = {str(one.name): re.sub(r"<uuid:\w+>", "{id}", str(one.pattern)) for one in urlpatterns}
BY_PLACE: dict[str, dict[str, Route]] = {}
for route in routes():
    BY_PLACE.setdefault(PLACES[route.name], {})[route.method] = route


def rows() -> Iterator[tuple[list[str], dict[str, str]]]:
    """Each row: its addresses as written, and what it says of reading and of writing."""
    for line in TABLE.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| `"):
            yield re.findall(r"`([^`]+)`", cells[0]), {"GET": cells[1], "POST": cells[2]}


def whole(written: list[str]) -> Iterator[str]:
    """One that begins with / goes on from the nearest part of the one before at which there is such an address."""
    before = ""
    for one in written:
        parts = before.split("/")
        starts = ["/".join(parts[:count]) for count in range(len(parts) - 1, 0, -1)] if one.startswith("/") else [""]
        before = next((start + one for start in starts if start + one in BY_PLACE), one)
        yield before


def test_every_address_stands_in_the_table_once_and_no_other() -> None:
    listed = [place for written, _said in rows() for place in whole(written)]
    assert sorted(listed) == sorted(BY_PLACE)


def test_the_table_says_what_each_address_takes_and_what_the_gate_is_asked() -> None:
    for written, said in rows():
        for place in whole(written):
            there = BY_PLACE[place]
            assert {method for method, cell in said.items() if cell} == there.keys(), place
            for method, route in there.items():
                assert route.action is None or f"`{route.action}`" in said[method], f"{method} {place}"
