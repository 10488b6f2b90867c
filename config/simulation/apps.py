from django.apps import AppConfig


class SimulationConfig(AppConfig):
    """Above everything else in the house: it uses the services of journey and messaging, and their own machinery."""

    name = "config.simulation"
    label = "simulation"
