"""`gradwalk links`: what an operator is told, and which links go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import URL, func, select, update

from server.commands.cli import main
from server.storage.database import LEDGER, LINKS
from server.storage.links import Links
from tests.server.links_database import SOMEBODY, ask_database, with_links

# Days since a link was made, and its bytes.
MADE = {"oldest": (400, 100), "older": (300, 200), "newer": (20, 300), "newest": (0, 400)}


@pytest.fixture
def filled(database: URL) -> URL:
    """Four links of 1,000 bytes together."""

    async def scenario(links: Links) -> None:
        for name, (days, size) in MADE.items():
            id, _ = await links.keep(name.encode().ljust(size), SOMEBODY)
            made = datetime.now(UTC) - timedelta(days=days)
            ask_database(database, update(LINKS).where(LINKS.c.id == id).values(made=made))

    with_links(database, scenario)
    return database


def left(database: URL) -> int:
    """The bytes of the links that are there, which is what the ledger says too."""
    size = ask_database(database, select(func.sum(func.length(LINKS.c.document))))
    assert ask_database(database, select(LEDGER.c.bytes)) == size
    return int(size)


def command(database: URL, *arguments: str) -> None:
    main(["links", *arguments, "--database", database.render_as_string(hide_password=False)])


def test_an_operator_is_told_how_many_links_there_are_and_their_bytes(filled, capsys):
    command(filled)
    told = capsys.readouterr().out
    assert "4 links (1000 bytes), 0.0% of what fits" in told
    assert f"the oldest was made on {datetime.now(UTC) - timedelta(days=400):%Y-%m-%d}" in told


@pytest.mark.parametrize(
    ("which", "removed", "stay"),
    [
        (["--older-than", "365"], 100, 900),
        (["--older-than", "30d"], 300, 700),
        (["--down-to", "900"], 100, 900),
        (["--down-to", "0.8K"], 300, 700),
        (["--older-than", "365", "--down-to", "500"], 600, 400),
        (["--older-than", "30", "--down-to", "1G"], 300, 700),
    ],
)
def test_the_oldest_links_go_and_a_trial_only_says_which(filled, capsys, which, removed, stay):
    command(filled, "prune", *which, "--dry-run")
    assert f"({removed} bytes)" in capsys.readouterr().out.splitlines()[0]
    assert left(filled) == 1_000
    command(filled, "prune", *which)
    said = capsys.readouterr().out.splitlines()
    assert f"({removed} bytes)" in said[0]
    assert f"({stay} bytes) stay" in said[1]
    assert left(filled) == stay


def test_a_running_server_misses_what_was_removed_and_keeps_new_links(filled):
    async def scenario(links: Links) -> None:
        id, new = await links.keep(b"oldest".ljust(100), SOMEBODY)
        assert not new
        command(filled, "prune", "--older-than", "365")
        assert await links.find(id) is None
        assert await links.keep(b"oldest".ljust(100), SOMEBODY) == (id, True)

    with_links(filled, scenario)
    assert left(filled) == 1_000


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["prune", "--database", "none", "--down-to", "0"], "keeps no links"),
        (["prune", "--database", "/nowhere/links.sqlite", "--down-to", "0"], "there is no database at"),
        (["prune", "--database", "/nowhere/links.sqlite"], "say which links to remove"),
        (["--database", "/nowhere/links.sqlite"], "there is no database at"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(arguments, said):
    with pytest.raises(SystemExit, match=f"^gradwalk: .*{said}"):
        main(["links", *arguments])


@pytest.mark.parametrize("given", [["--older-than", "soon"], ["--down-to", "much"], ["--down-to", "-1"]])
def test_a_size_or_age_that_is_none_is_told(given, capsys):
    with pytest.raises(SystemExit):
        main(["links", "prune", *given])
    assert "usage: gradwalk links prune" in capsys.readouterr().err
