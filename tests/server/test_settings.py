"""What the server is told by options and environment variables, and what browsers are told of it."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import httpx
import pytest

from engine.language import CLASS, LOCAL
from server.app import create_app
from server.commands.cli import main, parser
from server.commands.serve import read_settings
from server.commands.settings import Settings, option, variable
from tests.server.event_loop import in_event_loop

MOODLE = "https://moodle.example"
COURSE = "https://course.example:8443"

SOME_OF_EACH = [
    "--host=0.0.0.0",
    "--port=80",
    "--workers=1",
    "--profile=class",
    "--database=none",
    "--cors-origin=https://a.example",
    "--frame-ancestors=https://a.example",
    "--root-path=/gradwalk",
    "--metrics",
    "--log-source",
    "--modules",
]


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
        (["--root-path", "gradwalk/"], "--root-path"),
        (["--root-path", "/a b"], "--root-path"),
        (["--database", "mysql://a.example/links"], "--database"),
        (["--database", "postgresql://a.example"], "--database"),
        (["--database", "sqlite://"], "--database"),
        (["--database", "://"], "--database"),
    ],
)
def test_an_option_that_does_not_fit_is_one_sentence_and_status_2(options, named, capsys):
    with pytest.raises(SystemExit) as refused:
        main(["serve", "--no-browser", *options])
    assert refused.value.code == 2
    assert re.fullmatch(f"gradwalk: {named}: .+\n", capsys.readouterr().err)


@pytest.mark.parametrize("name", ["GRADWALK_WORKERS", "GRADWALK_METRICS", "GRADWALK_PROFILE"])
def test_a_variable_that_does_not_fit_is_named(name, monkeypatch, capsys):
    monkeypatch.setenv(name, "many")
    with pytest.raises(SystemExit) as refused:
        main(["serve", "--no-browser"])
    assert refused.value.code == 2
    assert re.fullmatch(f"gradwalk: {name}: .+\n", capsys.readouterr().err)


def test_links_are_kept_in_a_file_in_a_database_or_nowhere(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    if sys.platform == "linux":
        assert settings().database_url.database == f"{tmp_path}/gradwalk/gradwalk.sqlite"
    assert settings("--database", "links.sqlite").database_url.render_as_string() == "sqlite:///links.sqlite"
    monkeypatch.setenv("GRADWALK_DATABASE_URL", "none")
    assert settings().database_url is None
    pytest.importorskip("psycopg")
    monkeypatch.setenv("GRADWALK_DATABASE_URL", "postgresql://a:b@c.example/links")
    assert settings().database_url.drivername == "postgresql+psycopg"


def test_what_the_environment_switches_on_an_option_switches_off(monkeypatch):
    monkeypatch.setenv("GRADWALK_METRICS", "1")
    monkeypatch.setenv("GRADWALK_LOG_SOURCE", "1")
    assert (settings().metrics, settings().log_source) == (True, True)
    assert (settings("--no-metrics").metrics, settings("--no-log-source").log_source) == (False, False)


def options_of_the_readme() -> dict[str, list[str]]:
    rows = re.findall(r"^\| `(--.+?)` \| (.+) \|$", Path("README.md").read_text("utf-8"), re.MULTILINE)
    return {name: cells.split(" | ") for name, cells in rows}


def test_the_readme_lists_every_setting_with_its_option_its_variable_and_its_default(monkeypatch):
    listed = options_of_the_readme()
    assert list(listed) == [option(field) for field in Settings.model_fields]
    for field, (named, default, _) in zip(Settings.model_fields, listed.values(), strict=True):
        assert named == f"`{variable(field)}`"
        value = Settings.model_fields[field].default
        if value in (False, (), ""):
            assert default == ("no" if value is False else "none")
        elif isinstance(value, str | int):
            assert default == f"`{value}`"


def test_every_setting_is_an_option_of_serve():
    known = vars(parser().parse_args(["serve", *SOME_OF_EACH]))
    assert known.keys() >= Settings.model_fields.keys()


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


def test_programs_stand_in_the_log_only_where_that_was_asked_for(caplog):
    caplog.set_level("INFO", "gradwalk.runs")
    program = 'x = 2.0  # "zebra"\n'

    async def post(*, log_source: bool) -> None:
        app = create_app(log_source=log_source)
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://localhost") as client,
        ):
            await client.post("/api/v1/runs", json={"source": program})

    for log_source in (False, True):
        in_event_loop(lambda log_source=log_source: post(log_source=log_source))
    quiet, open_ = (json.loads(record.getMessage()) for record in caplog.records)
    assert "zebra" not in json.dumps(quiet)
    assert json.loads(open_["posted"]) == {"source": program}
