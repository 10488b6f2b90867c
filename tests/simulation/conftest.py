"""A simulation makes databases of its own, as stories do."""

from tests.scenario.conftest import story_server as story_server
