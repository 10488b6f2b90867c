"""The demo's own key for web push: made once, kept with its data, worth nothing anywhere else."""

import secrets
from pathlib import Path

FILE = "push-key"


def push_key(home: Path) -> str:
    """The key in the demo's folder, made there at the first start."""
    file = home / FILE
    if not file.is_file():
        home.mkdir(parents=True, exist_ok=True)
        file.write_text(secrets.token_urlsafe(32), encoding="ascii")
        file.chmod(0o600)
    return file.read_text(encoding="ascii")
