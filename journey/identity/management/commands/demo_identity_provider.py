"""manage.py demo_identity_provider: Test-MitID for the demo, in a process of its own."""

import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from journey.identity.demo.server import serve


class Command(BaseCommand):
    help = "Runs Test-MitID, the identity provider of the demo, on this machine until it is stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, required=True)

    def handle(self, *_: Any, host: str, port: int, **__: Any) -> None:
        if settings.DEBUG_DEMO_LOGIN is not True:
            raise CommandError("The demo login is off in these settings.")
        try:
            server = serve(host, port)
        except (ValueError, OSError) as error:
            raise CommandError(str(error)) from error
        signal.signal(signal.SIGTERM, _stop)
        self.stdout.write(f"Test-MitID: http://{host}:{server.server_port}")
        self.stdout.flush()
        with server:
            try:
                server.serve_forever()
            except (KeyboardInterrupt, SystemExit):
                self.stdout.write("Test-MitID stopped.")


def _stop(*_: Any) -> None:
    raise SystemExit(0)
