from django.apps import AppConfig


class ScenarioConfig(AppConfig):
    """Above everything else in the house: a story uses the services and reads of journey and messaging."""

    name = "config.scenario"
    label = "scenario"
