"""Keeps simulated gateways out of every real installation, and real gateways out of the demo."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from journey.identity.checks import is_loopback, is_out_there
from messaging.push_keys import public_key_of

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


def push_problems(conf: Any) -> list[str]:
    """Why notices to browsers cannot work with these settings; they are off where WEB_PUSH is None."""
    push = conf.WEB_PUSH
    if push is None:
        return []
    places = _simulated_push if conf.DEBUG_DEMO_LOGIN is True else _real_push
    return [*_push_key(push), *places(push)]


def _push_key(push: dict[str, Any]) -> Iterator[str]:
    try:
        public_key_of(push["private_key"])
    except ValueError:
        yield (
            "VAPID_PRIVATE_KEY must be 32 bytes as base64url; "
            "`python -c 'import secrets; print(secrets.token_urlsafe(32))'` makes one."
        )
    if not re.fullmatch(r"mailto:[^\s@]+@[^\s@]+\.[^\s@]+|https://\S+", push["subject"]):
        yield "VAPID_SUBJECT must be mailto: or https:, and where push services reach whoever runs this site."


def _real_push(push: dict[str, Any]) -> Iterator[str]:
    if push["simulator"]:
        yield "WEB_PUSH names a simulator: nobody would get what it takes."
    for host in push["hosts"]:
        bare = host.removeprefix(".")
        if SIMULATOR in host or not re.fullmatch(r"[a-z0-9.-]+", bare) or not is_out_there(f"https://{bare}"):
            yield f"PUSH_HOSTS needs full host names with commas between them, not {host!r}."


def _simulated_push(push: dict[str, Any]) -> Iterator[str]:
    if not is_loopback(urlsplit(push["simulator"]).hostname):
        yield "The demo takes only a simulated push service on this machine."


@register(Tags.security)
def check_gateways(**_: Any) -> list[CheckMessage]:
    """messaging.E001: simulated gateways and a real installation exclude each other."""
    return [Error(problem, id="messaging.E001") for problem in [*gateway_problems(settings), *push_problems(settings)]]
