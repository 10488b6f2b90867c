"""How much of it: a little in every run of the tests, all of it under `make reliability`."""

import os
from collections.abc import Iterator

import pytest

from tests.reliability.product import Product, running_product


@pytest.fixture(scope="session")
def kills() -> int:
    """How many workers are killed."""
    return int(os.environ.get("RELIABILITY_KILLS", "10"))


@pytest.fixture(scope="session")
def stops() -> int:
    """How often PostgreSQL is stopped."""
    return int(os.environ.get("RELIABILITY_STOPS", "2"))


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with running_product(tmp_path_factory.mktemp("product")) as running:
        yield running
