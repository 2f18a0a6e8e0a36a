"""What the server is told by options and environment variables, and what browsers are told of it."""

from __future__ import annotations

import os

import httpx
import pytest

from engine.language import CLASS, LOCAL
from server.app import create_app
from server.cli import main, parser, read_settings
from server.settings import Settings
from tests.server.event_loop import in_event_loop

MOODLE = "https://moodle.example"
COURSE = "https://course.example:8443"


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch):
    for name in [name for name in os.environ if name.startswith("GRADWALK_")]:
        monkeypatch.delenv(name)


def settings(*options: str) -> Settings:
    return read_settings(parser().parse_args(["serve", *options]))


def test_a_server_for_this_machine_alone_is_generous_and_any_other_strict():
    assert settings().chosen_profile(alone=True).limits == LOCAL
    assert settings().chosen_profile(alone=False).limits == CLASS
    assert settings("--profile", "class").chosen_profile(alone=True).limits == CLASS


def test_an_option_wins_over_the_environment(monkeypatch):
    monkeypatch.setenv("GRADWALK_WORKERS", "3")
    monkeypatch.setenv("GRADWALK_PORT", "9000")
    assert settings().chosen_profile(alone=False).workers == 3
    assert settings("--workers", "5").chosen_profile(alone=False).workers == 5
    assert settings("--workers", "5").port == 9000


def test_several_origins_stand_in_one_variable_or_in_several_options(monkeypatch):
    monkeypatch.setenv("GRADWALK_CORS_ORIGIN", f"{MOODLE} {COURSE}")
    assert settings().cors_origin == (MOODLE, COURSE)
    assert settings("--frame-ancestors", MOODLE, "--frame-ancestors", COURSE).frame_ancestors == (MOODLE, COURSE)


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--workers", "0"], "--workers"),
        (["--port", "zebra"], "--port"),
        (["--port", "70000"], "--port"),
        (["--cors-origin", "https://a.example/path"], "--cors-origin"),
        (["--frame-ancestors", "https://a.example; script-src *"], "--frame-ancestors"),
    ],
)
def test_an_option_that_does_not_fit_is_one_sentence(options, named):
    with pytest.raises(SystemExit, match=f"^gradwalk: {named}: .+$"):
        main(["serve", "--no-browser", *options])


def test_a_variable_that_does_not_fit_is_named(monkeypatch):
    monkeypatch.setenv("GRADWALK_WORKERS", "many")
    with pytest.raises(SystemExit, match="^gradwalk: GRADWALK_WORKERS: "):
        main(["serve", "--no-browser"])


def ask(app, method: str, path: str, **headers: str) -> httpx.Response:
    async def send() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
            return await client.request(method, path, headers=headers)

    return in_event_loop(send)


def test_only_the_named_sites_may_embed_the_page():
    embedded = ask(create_app(frame_ancestors=[MOODLE]), "GET", "/").headers["content-security-policy"]
    assert f"frame-ancestors 'self' {MOODLE}" in embedded.split("; ")
    alone = ask(create_app(), "GET", "/").headers["content-security-policy"]
    assert "frame-ancestors 'self'" in alone.split("; ")


def test_only_the_named_sites_may_ask_from_a_browser():
    app = create_app(cors_origins=[COURSE])
    preflight = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    allowed = ask(app, "OPTIONS", "/api/v1/runs", Origin=COURSE, **preflight)
    assert allowed.headers["access-control-allow-origin"] == COURSE
    assert "access-control-allow-credentials" not in allowed.headers
    refused = ask(app, "OPTIONS", "/api/v1/runs", Origin=MOODLE, **preflight)
    assert "access-control-allow-origin" not in refused.headers
    assert "access-control-allow-origin" not in ask(create_app(), "GET", "/healthz", Origin=COURSE).headers
