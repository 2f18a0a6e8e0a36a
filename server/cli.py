"""The `gradwalk` command: serves the page, prints a run, lists the lessons."""

from __future__ import annotations

import argparse
import contextlib
import errno
import logging
import os
import re
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Sequence
from ipaddress import ip_address
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from engine import __version__, language
from engine.language import LOCAL, ProgramError
from engine.lessons import UnknownLessonError, lesson, lessons

if TYPE_CHECKING:
    from server.settings import Settings

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
  gradwalk lessons                          list the programs that come with Gradwalk
  gradwalk lessons 25_two_layer_bce | gradwalk run -

A program is Python with PyTorch's names. `gradwalk COMMAND --help` tells more about one command."""

SERVING = """\
Each option but --no-browser can stand in the environment instead: --database as GRADWALK_DATABASE_URL,
--cors-origin as GRADWALK_CORS_ORIGIN, and so on; spaces separate several origins, 1 and 0 stand for yes and
no. An option wins over its variable. With the profile class, each run is a line of JSON on the standard
error. Before an open network, put a proxy that speaks HTTPS, and do not run as root."""

# Answers leave after the last program has ended or was stopped (server.pool.LAST_SECONDS).
STOP_SECONDS = 5


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
        # What is not given here is left to the environment (server.settings).
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
    serving.add_argument(
        "--database",
        dest="database_url",
        metavar="URL",
        help="where links are kept: the path of an SQLite file, postgresql://user:password@host/name, or none; default "
        "gradwalk.sqlite in the user's data folder",
    )
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
        help="in place of JSON: the graph for Graphviz (dot), a table of the steps (csv), the derivation on paper "
        "(tex, md), a page to step through (html), or all values and gradients as arrays (npz)",
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
    return top


def serve(command: argparse.Namespace) -> None:
    # The other commands start at once because they do without these.
    import uvicorn

    from server.app import create_app
    from server.bounded_http import BoundedHttp, room_for_connections

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                announce()

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            app.state.service.pool.retire()
            await super().shutdown(sockets)

    def announce() -> None:
        print(f"Gradwalk is at {url}", flush=True)
        if not command.no_browser and os.environ.get("BROWSER") != "none":
            # Some browsers hold the call until they are closed.
            threading.Thread(target=webbrowser.open, args=[url], daemon=True).start()

    settings = read_settings(command)
    # What the system or a container stops ends as what Ctrl+C stops.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt), listen(settings.host, settings.port) as listener:
        url = address(listener)
        profile = settings.chosen_profile(alone=ip_address(listener.getsockname()[0]).is_loopback)
        if profile.log_runs or settings.log_source:
            log_runs()
        app = create_app(
            profile,
            cors_origins=settings.cors_origin,
            frame_ancestors=settings.frame_ancestors,
            root_path=settings.root_path,
            database=settings.database_url,
            metrics=settings.metrics,
            log_source=settings.log_source,
        )
        BoundedHttp.most = room_for_connections()
        server = Server(
            uvicorn.Config(app, http=BoundedHttp, log_level="warning", timeout_graceful_shutdown=STOP_SECONDS)
        )
        server.run([listener])


def read_settings(command: argparse.Namespace) -> Settings:
    from pydantic import ValidationError

    from server.settings import Settings, option, variable

    given = {name: value for name, value in vars(command).items() if name in Settings.model_fields}
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        said_by = option(name) if name in given else variable(name)
        print(f"gradwalk: {said_by}: {first['msg']}", file=sys.stderr)
        raise SystemExit(2) from error


def log_runs() -> None:
    logger = logging.getLogger("gradwalk")
    logger.addHandler(logging.StreamHandler())
    logger.setLevel(logging.INFO)
    logger.propagate = False


def listen(host: str, port: int) -> socket.socket:
    """Opened here rather than by uvicorn, so that a port in use is a sentence before anything else has started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            reason = f"port {port} is in use: stop what runs there, or choose another with --port"
        else:
            reason = f"cannot listen on {host}, port {port}: {error}"
        raise SystemExit(f"gradwalk: {reason}") from error
    # asyncio sets this only on sockets it made: without it the second part of an answer waits 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def address(listener: socket.socket) -> str:
    """The URL to open on this machine; a server on all addresses ("0.0.0.0", "::") is reached at the loopback one."""
    host, port = listener.getsockname()[:2]
    loopback = {"0.0.0.0": "127.0.0.1", "::": "::1"}
    host = loopback.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def export_format(name: str) -> str:
    from server.exports import FORMATS

    if name not in FORMATS:
        raise argparse.ArgumentTypeError(f"there is no format {name}; there are {', '.join(FORMATS)}")
    return name


def run(command: argparse.Namespace) -> None:
    from server.arrays import bytes_at_once
    from server.encode import encode_run
    from server.exports import encode_export
    from server.problems import Problem
    from server.version import run_id

    source = read(command.program)
    try:
        result = language.run(source, target=command.target, unfold=command.unfold, limits=LOCAL)
    except ProgramError as error:
        raise SystemExit(located(error, source, command.program)) from error
    identifier = run_id(source, None, command.target, result.unfold, LOCAL)
    try:
        if command.export is None:
            content = encode_run(result, identifier) + b"\n"
        else:
            content = encode_export(result, identifier, bytes_at_once(LOCAL), command.export)
    except Problem as problem:
        raise SystemExit(f"gradwalk: {problem}\nhint: {problem.document['hint']}") from problem
    write(content, command.output)


def write(content: bytes, output: str | None) -> None:
    if output is None:
        sys.stdout.buffer.write(content)
        return
    try:
        Path(output).write_bytes(content)
    except OSError as error:
        raise SystemExit(f"gradwalk: cannot write {output}: {error.strerror}") from error


def read(program: str) -> str:
    try:
        content = sys.stdin.buffer.read() if program == "-" else Path(program).read_bytes()
        return content.decode("utf-8-sig")
    except OSError as error:
        raise SystemExit(f"gradwalk: cannot read {program}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SystemExit(f"gradwalk: {program} is not UTF-8 text (byte {error.start})") from error


def located(error: ProgramError, source: str, program: str) -> str:
    """The mistake as compilers print one, so that editors find the place:

    program.py:2:5: matmul needs (n, d) @ (d, k), got (2, 3) @ (2, 4)
      2 | y = x @ W
        |     ^^^^^
    hint: transpose the second
    """
    line = re.split(r"\r\n|\r|\n", source)[error.line - 1]
    end = error.end_column - 1 if error.end_line == error.line else len(line)
    # A tab stays a tab, so that the marks stand under what they mean at any tab width.
    indent = "".join(character if character == "\t" else " " for character in line[: error.column - 1])
    marks = "^" * max(1, end - error.column + 1)
    number = str(error.line)
    report = [
        f"{'<stdin>' if program == '-' else program}:{error.line}:{error.column}: {error.message}",
        f"  {number} | {line}",
        f"  {' ' * len(number)} | {indent}{marks}",
    ]
    return "\n".join([*report, f"hint: {error.hint}"] if error.hint else report)


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
