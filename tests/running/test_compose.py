"""The shape of a real installation: whatever ends is started again."""

from pathlib import Path

import yaml
from django.conf import settings

ONCE = {"migrate"}


def test_every_process_has_a_restart_policy() -> None:
    text = (Path(settings.BASE_DIR) / "docker-compose.yml").read_text(encoding="utf-8")
    services = yaml.safe_load(text)["services"]
    assert {"web", "live", "worker", "beat", "postgres", "valkey"} <= set(services)
    assert {name: one["restart"] for name, one in services.items()} == {
        name: "no" if name in ONCE else "unless-stopped" for name in services
    }
