"""The `gradwalk` command: serves the page, prints a run, lists the lessons, looks after the links."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from itertools import groupby

from engine import __version__
from engine.lessons import UnknownLessonError, lesson, lessons
from server.commands.links import age, prune_links, show_links, size
from server.commands.run import export_format, one_step, run, step_range
from server.commands.serve import serve

DESCRIPTION = """\
Gradwalk draws the compute graph of a small program and walks through its back-propagation:
values flow forward, gradients flow backward, one step at a time, each with the numbers behind it."""

EXAMPLES = """\
examples:
  gradwalk                                  start the server and open the page
  gradwalk serve --port 9000 --no-browser
  gradwalk run program.py > run.json        what the page draws, for other tools
  echo 'x = -2; y = 5; z = -4; f = (x + y) * z' | gradwalk run -
  gradwalk run program.py --export tex -o derivation.tex
  gradwalk run program.py --export svg --step 12 -o step.svg
  gradwalk run train.py --series csv        the loss and the gradients of a loop, pass by pass
  gradwalk lessons                          list the programs that come with Gradwalk
  gradwalk lessons 25_two_layer_bce | gradwalk run -
  gradwalk links prune --older-than 365 --dry-run

A program is Python with PyTorch's names. `gradwalk COMMAND --help` tells more about one command."""

SERVING = """\
Each option but --no-browser can stand in the environment instead: --database as GRADWALK_DATABASE_URL,
--cors-origin as GRADWALK_CORS_ORIGIN, and so on; spaces separate several origins, 1 and 0 stand for yes and
no. An option wins over its variable. With the profile class, each run is a line of JSON on the standard
error. Before an open network, put a proxy that speaks HTTPS, and do not run as root."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Raises SystemExit: status 1 with a sentence on what went wrong, status 2 for a command that is not understood."""
    given = sys.argv[1:] if arguments is None else arguments
    command = parser().parse_args(given or ["serve"])
    try:
        command.execute(command)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough (`gradwalk run p.py | head`). The interpreter flushes once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def parser() -> argparse.ArgumentParser:
    layout = argparse.RawDescriptionHelpFormatter
    top = argparse.ArgumentParser("gradwalk", description=DESCRIPTION, epilog=EXAMPLES, formatter_class=layout)
    top.add_argument("--version", action="version", version=f"gradwalk {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)

    serving = commands.add_parser(
        "serve",
        help="open the page (so does `gradwalk` alone)",
        description="Starts the server and opens the page in the browser. Ctrl+C stops it.",
        epilog=SERVING,
        formatter_class=layout,
        # What is not given here is left to the environment (server.commands.settings).
        argument_default=argparse.SUPPRESS,
        # An option that is added later must not change what a shortened one means.
        allow_abbrev=False,
    )
    serving.add_argument("--host", help="address to listen on; default 127.0.0.1: this machine only")
    serving.add_argument("--port", help="default 8000; 0 takes a free one")
    serving.add_argument(
        "--profile",
        choices=["class", "local"],
        help="how much programs may use: little each, so that many can work at once (class), or what one's own machine "
        "bears (local); default local where only this machine reaches the server",
    )
    serving.add_argument("--workers", metavar="N", help="programs that run at the same time; default: one core is left")
    add_database(serving)
    serving.add_argument(
        "--cors-origin",
        metavar="ORIGIN",
        action="append",
        help="a site (scheme, host and perhaps port) whose pages may ask the service from a browser; may be repeated",
    )
    serving.add_argument(
        "--frame-ancestors",
        metavar="ORIGIN",
        action="append",
        help="a site whose pages may show Gradwalk inside of them, such as a course's Moodle; may be repeated",
    )
    serving.add_argument(
        "--root-path",
        metavar="PATH",
        help="where a proxy shows Gradwalk below the path of another site: /gradwalk for school.edu/gradwalk/",
    )
    serving.add_argument("--metrics", action=argparse.BooleanOptionalAction, help="answer /metrics, for Prometheus")
    serving.add_argument(
        "--log-source",
        action=argparse.BooleanOptionalAction,
        help="log each run with its program; without it, only a digest of the program is logged",
    )
    serving.add_argument(
        "--modules",
        action=argparse.BooleanOptionalAction,
        help="serve the page as it was written, file by file, to those who work on it",
    )
    serving.add_argument(
        "--no-browser", action="store_true", default=False, help="leave the browser shut, as BROWSER=none does"
    )
    serving.set_defaults(execute=serve)

    running = commands.add_parser(
        "run",
        help="print the run of a program as JSON, or as another file",
        description="Prints the graph, the values and every step of a program's back-propagation as one JSON document, "
        "the one that the service answers. A mistake is shown at its place in the program; the exit status is then 1.",
    )
    running.add_argument("program", help="a file; - reads the standard input")
    running.add_argument("--target", metavar="NAME", help="the variable that the backward pass starts from")
    running.add_argument(
        "--file",
        metavar="FILE",
        action="append",
        default=[],
        dest="files",
        help="a small text that the program reads as open('FILE'), without its folder; may be repeated",
    )
    running.add_argument(
        "--unfold",
        metavar="OPERATION",
        action="append",
        default=[],
        help="show an operation such as softmax as what it is made of; may be repeated",
    )
    running.add_argument(
        "--export",
        metavar="FORMAT",
        type=export_format,
        help="in place of JSON: a file for other programs or for paper, such as tex, or html, a page to step through; "
        "`--export help` lists them",
    )
    running.add_argument(
        "--series",
        choices=["csv"],
        help="in place of JSON: a table with a row for each pass of the loop that trains, with its loss, its gradients "
        "and its parameters",
    )
    running.add_argument(
        "--steps",
        metavar="FROM:TO",
        type=step_range,
        default=(0, None),
        help="with an --export that is about steps: those from one number up to another, counted from 0",
    )
    running.add_argument(
        "--step",
        metavar="N",
        type=one_step,
        help="with --export svg: the step that the picture shows, counted from 0; default: the last",
    )
    running.add_argument("-o", "--output", metavar="FILE", help="write to this file instead of the standard output")
    running.set_defaults(execute=run)

    listing = commands.add_parser(
        "lessons",
        help="list the lessons, or print one",
        description="Lists the programs that come with Gradwalk, by level; with an id, prints that program.",
    )
    listing.add_argument("id", nargs="?", help="such as 25_two_layer_bce")
    listing.set_defaults(execute=show_lessons)

    keeping = commands.add_parser(
        "links",
        help="tell how much the links take, or remove old ones",
        description="Tells how many links are kept and how many bytes they have. The database is that of `serve`, and "
        "stands in GRADWALK_DATABASE_URL as well.",
    )
    add_database(keeping)
    keeping.set_defaults(execute=show_links)
    pruning = keeping.add_subparsers(title="commands", metavar="COMMAND").add_parser(
        "prune",
        help="remove old links",
        description="Removes links, the oldest first, and says how many. Whoever opens one of them is then told that "
        "there is none. Servers that use the database may go on running.",
    )
    add_database(pruning)
    pruning.add_argument("--older-than", metavar="DAYS", type=age, help="links made longer ago, such as 365")
    pruning.add_argument(
        "--down-to", metavar="SIZE", type=size, help="the oldest links, until all have at most so many bytes: 500M"
    )
    pruning.add_argument("--dry-run", action="store_true", help="only say what would be removed")
    pruning.set_defaults(execute=prune_links)
    return top


def add_database(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--database",
        dest="database_url",
        metavar="URL",
        # What is not given here is left to the environment (server.commands.settings).
        default=argparse.SUPPRESS,
        help="where links are kept: the path of an SQLite file, postgresql://user:password@host/name, or none; default "
        "gradwalk.sqlite in the user's data folder",
    )


def show_lessons(command: argparse.Namespace) -> None:
    if command.id is None:
        for title, level in groupby(lessons(), key=lambda each: f"{each.level}. {each.level_title}"):
            print(title)
            for each in level:
                print(f"  {each.id:24} {each.title}")
        return
    try:
        print(lesson(command.id).source, end="")
    except UnknownLessonError as error:
        raise SystemExit(f"gradwalk: {error}") from error
