"""`manage.py take_bounce < message`: a returned mail, as the mail server pipes it in."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from messaging.delivery.bounces import bounce_take

MOST_BYTES = 1024 * 1024


class Command(BaseCommand):
    help = "Reads one message from standard input; a delivery status notification marks the delivery it is about."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(bounce_take(sys.stdin.buffer.read(MOST_BYTES)))
