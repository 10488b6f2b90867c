"""The demo login starts only where everyone is on the same machine."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from journey.identity import checks

ROOT = Path(__file__).resolve().parents[3]
DEMO_APP = {"provider_id": "demo-mitid", "settings": {"server_url": "http://127.0.0.1:8001"}}
RENAMED_APP = {"provider_id": "mitid", "settings": {"server_url": "http://localhost:8001"}}
REAL_APP = {"provider_id": "mitid", "settings": {"server_url": "https://broker.example"}}
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "only-for-this-test-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "roedtraad.example",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none",
    "REDIS_URL": "redis://127.0.0.1:9/0",
    "EMAIL_HOST": "127.0.0.1",
    "DEFAULT_FROM_EMAIL": "a@roedtraad.example",
}
START_PRODUCTION = "import django; django.setup(); print('STARTED')"
SWITCH_ON = "from django.conf import settings; settings.DEBUG_DEMO_LOGIN = True; "


def conf(*apps: Mapping[str, object], demo: bool, **more: object) -> SimpleNamespace:
    named = {"ALLOWED_HOSTS": ["127.0.0.1", "localhost", "[::1]"], "SETTINGS_MODULE": "config.settings.demo"}
    providers = {"openid_connect": {"APPS": list(apps)}}
    return SimpleNamespace(**{**named, "DEBUG_DEMO_LOGIN": demo, "SOCIALACCOUNT_PROVIDERS": providers, **more})


def test_the_demo_itself_and_a_real_site_are_fine() -> None:
    assert checks.demo_login_problems(conf(DEMO_APP, demo=True)) == []
    assert checks.demo_login_problems(conf(REAL_APP, demo=False, ALLOWED_HOSTS=["roedtraad.example"])) == []


@pytest.mark.parametrize("app", [DEMO_APP, RENAMED_APP])
def test_a_demo_provider_without_the_switch_is_refused(app: dict[str, object]) -> None:
    assert checks.demo_login_problems(conf(app, demo=False))


@pytest.mark.parametrize("address", [
    "https://localhost", "https://LOCALHOST.:8001", "https://login.localhost", "https://localhost.localdomain",
    "https://127.1", "https://127.0.0.1.", "https://2130706433", "https://0x7f000001", "https://0177.0.0.1",
    "https://0.0.0.0", "https://0", "https://[::1]", "https://[::]", "https://[::ffff:127.0.0.1]",
    "https://[::ffff:10.0.0.1]", "https://[64:ff9b::7f00:1]", "https://8.8.8.8", "https://10.1.2.3",
    "https://192.168.0.9", "https://172.16.0.1",
    "https://169.254.169.254", "https://[fe80::1]", "https://[fd00::1]", "https://１２７.０.０.１", "https://loc\u00adalhost",
    "http://broker.example", "HTTP://broker.example", "ftp://broker.example", "//broker.example", "broker.example",
    "https://", "https://[::1", "https:///x", "https://user@127.1/", "",
])  # fmt: skip
def test_a_provider_that_is_not_out_there_behind_https_is_refused(address: str) -> None:
    app = {"provider_id": "mitid", "settings": {"server_url": address}}
    assert checks.demo_login_problems(conf(app, demo=False))


@pytest.mark.parametrize(
    "address",
    [
        "https://broker.example",
        "HTTPS://broker.example/oidc",
        "https://mylocalhost.example",
        "https://login.8.example.",
    ],
)
def test_a_provider_out_there_behind_https_is_fine(address: str) -> None:
    app = {"provider_id": "mitid", "settings": {"server_url": address}}
    assert checks.demo_login_problems(conf(app, demo=False)) == []


@pytest.mark.parametrize("sign", [
    {"ALLOWED_HOSTS": ["roedtraad.example"]},
    {"ALLOWED_HOSTS": ["*"]},
    {"ALLOWED_HOSTS": ["127.0.0.1", ".example"]},
    {"SETTINGS_MODULE": "config.settings.production"},
    {"SECURE_SSL_REDIRECT": True},
    {"SECURE_HSTS_SECONDS": 3600},
])  # fmt: skip
def test_the_switch_with_any_sign_of_production_is_refused(sign: dict[str, object]) -> None:
    assert checks.demo_login_problems(conf(DEMO_APP, demo=True, **sign))


def test_the_system_check_reports_it(settings: Settings) -> None:
    settings.DEBUG_DEMO_LOGIN = True
    settings.ALLOWED_HOSTS = ["roedtraad.example"]

    assert [error.id for error in checks.check_demo_login()] == ["identity.E001"]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "roedtraad.example", ""])  # noqa: S104
def test_the_provider_answers_only_on_this_machine(settings: Settings, host: str) -> None:
    settings.DEBUG_DEMO_LOGIN = True

    with pytest.raises(CommandError, match="only answers on this machine"):
        call_command("demo_identity_provider", host=host, port=0)


def test_the_provider_does_not_run_without_the_switch() -> None:
    with pytest.raises(CommandError, match="off in these settings"):
        call_command("demo_identity_provider", port=0)


def python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if "DEMO" not in name} | PRODUCTION | environment
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_production_starts_without_demo() -> None:
    assert "STARTED" in python(START_PRODUCTION).stdout


@pytest.mark.parametrize("flag", ["DEBUG_DEMO_LOGIN", "DEMO_IDENTITY_PORT"])
def test_production_with_the_demos_environment_does_not_start(flag: str) -> None:
    ended = python(START_PRODUCTION, **{flag: "1"})

    assert ended.returncode != 0
    assert "STARTED" not in ended.stdout
    assert "Demo flags have no place in production" in ended.stderr


def test_production_with_the_demo_provider_as_its_provider_does_not_start() -> None:
    demo = {"OIDC_SERVER_URL": "http://127.0.0.1:8001", "OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b"}
    ended = python(START_PRODUCTION, **demo)

    assert ended.returncode != 0
    assert "needs an https address" in ended.stderr


def test_production_with_the_switch_forced_on_does_not_start() -> None:
    ended = python(SWITCH_ON + START_PRODUCTION)

    assert ended.returncode != 0
    assert "DEBUG_DEMO_LOGIN is on in production settings" in ended.stderr
