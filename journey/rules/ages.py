"""When somebody is of age: custody ends on the eighteenth birthday (L42)."""

from datetime import date

OF_AGE_YEARS = 18


def is_of_age(born_on: date, on: date) -> bool:
    """Whether the person is eighteen or older on the day; born on 29 February, that begins on 1 March."""
    return (on.year - born_on.year, on.month, on.day) >= (OF_AGE_YEARS, born_on.month, born_on.day)
