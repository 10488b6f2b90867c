"""Keeps simulated gateways out of every real installation, and real gateways out of the demo."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from journey.identity.checks import is_loopback, is_out_there

SIMULATOR = "simulator"


def gateway_problems(conf: Any) -> list[str]:
    """Why these settings must not start. ``conf`` is django.conf.settings or anything with the same attributes."""
    post = [conf.DIGITAL_POST] if conf.DIGITAL_POST else []
    gateways = [*conf.SMS_GATEWAYS, *post]
    names = [one["name"] for one in gateways]
    if len(set(names)) < len(names):
        return ["Two gateways have the same name: their receipts could not be told apart."]
    problems = _in_demo if conf.DEBUG_DEMO_LOGIN is True else _for_real
    return [problem for one in gateways for problem in problems(one)]


def _for_real(gateway: dict[str, str]) -> Iterator[str]:
    name, url = gateway["name"], gateway["url"]
    if SIMULATOR in name.lower() or SIMULATOR in url.lower():
        yield f"The gateway {name!r} is a simulator: nobody would get what it takes."
    if not is_out_there(url):
        yield f"The gateway {name!r} needs an https address with a full host name, not {url!r}."
    if not gateway["token"] or not gateway["receipt_token"]:
        yield f"The gateway {name!r} needs a token of ours and one that it shows when it reports."


def _in_demo(gateway: dict[str, str]) -> Iterator[str]:
    if not is_loopback(urlsplit(gateway["url"]).hostname):
        yield f"The demo takes only simulators on this machine, not the gateway {gateway['name']!r}."


@register(Tags.security)
def check_gateways(**_: Any) -> list[CheckMessage]:
    """messaging.E001: simulated gateways and a real installation exclude each other."""
    return [Error(problem, id="messaging.E001") for problem in gateway_problems(settings)]
