"""`manage.py demo_stand_ins`: the world around the demo, in one process, which spares 50 MiB.

Test-MitID, the mail catcher, and the SIMULATORS of gateways, which tell the site what became of each message.
"""

from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.demo.mail import catching
from config.demo.ports import Ports
from config.demo.reporting import keep_reporting, send
from config.demo.simulators import RECEIPT_TOKEN, Running
from journey.identity.demo.server import running_in_thread


class Command(BaseCommand):
    help = "Runs Test-MitID, the mail catcher and the simulated gateways of the demo until it is ended."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--site-port", type=int, required=True, help="theirs are counted from it")
        parser.add_argument("--mail-folder", type=Path, required=True)

    def handle(self, *_args: Any, site_port: int, mail_folder: Path, **_options: Any) -> None:
        if settings.DEBUG_DEMO_LOGIN is not True:
            raise CommandError("The demo login is off in these settings.")
        ports = Ports(site_port)
        with (
            running_in_thread(port=ports.identity),
            catching(mail_folder, smtp_port=ports.smtp, page_port=ports.mail_page),
            Running(ports.simulators) as gateways,
        ):
            keep_reporting(gateways.simulators.report, partial(send, ports.site_url.rstrip("/"), RECEIPT_TOKEN))
