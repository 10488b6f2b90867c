"""Starts real servers before Django reads its settings; DATABASE_URL and REDIS_URL are used where given."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"  # before anything of ours is imported

from tests import servers

servers.start()

import django  # noqa: E402

django.setup()

from collections.abc import Iterator  # noqa: E402

import hypothesis  # noqa: E402
import pytest  # noqa: E402
from django.utils import translation  # noqa: E402

from journey.rules import clock  # noqa: E402
from tests.cast import MONDAY, Cast, build_cast  # noqa: E402

# No deadline: what an example takes says more about the machine's other work than about our code.
hypothesis.settings.register_profile("ours", deadline=None)
hypothesis.settings.load_profile("ours")


@pytest.fixture(autouse=True)
def danish() -> Iterator[None]:
    """A request in English leaves its language behind in the thread; the next test begins in ours."""
    yield
    translation.deactivate()


@pytest.fixture
def at_monday() -> Iterator[clock.SimulatedClock]:
    """A clock that stands on a Monday morning and moves only when the test moves it."""
    with clock.simulated(MONDAY) as moving:
        yield moving


@pytest.fixture
def cast(db: None, at_monday: clock.SimulatedClock) -> Cast:
    """Viktor's family and the people around it, at the simulated Monday."""
    return build_cast()


def pytest_unconfigure() -> None:
    """Ends what was started; a no-op in the parallel workers, which use the first process's servers."""
    servers.stop()
