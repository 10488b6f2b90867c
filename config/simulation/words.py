"""Words that staff and families write. Never the same twice, since the product refuses that."""

from __future__ import annotations

from random import Random

from journey.services.contact import ChangeWords

OF_THE_DAY = (
    "læsning", "regning", "frikvarter", "svømning", "tegning", "sang", "madpakke", "boldspil", "gruppearbejde",
    "lektier", "bustur", "morgensamling", "hjemkundskab", "billedkunst", "bibliotek", "skak", "havearbejde", "teater",
    "sløjd", "idræt", "stilletid", "cykeltur", "højtlæsning", "byggeri", "kor", "museumstur", "gåtur", "puslespil",
)  # fmt: skip


def some(chance: Random) -> str:
    """Four things of a school day: some half a million ways."""
    first, second, third, last = chance.sample(OF_THE_DAY, 4)
    return f"{first}, {second}, {third} og {last}"


def change(name: str, chance: Random) -> ChangeWords:
    return ChangeWords(
        title="I får en ny kontakt",
        happened=f"{name} tager over og kender til {some(chance)}.",
        means="Alt, hvad der er aftalt, gælder stadig.",
        not_means="I skal ikke fortælle det hele igen.",
        next_text=f"{name} skriver til jer.",
    )
