"""The run as a page of its own: the page's script and style around the documents of the run, in one file.

It asks nobody for anything, and its policy allows no other script than its own: what a program says is data there.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from zlib import compress

import orjson
from jinja2 import Environment, FileSystemLoader

from engine.lessons import lessons
from engine.recording import Run
from server.documents import Json, Problem, encode_explanations, lesson_document, run_document
from server.exports.formats import Format, text
from server.payload import Explanation

SERVER = Path(__file__).resolve().parents[1]
FRONTEND = SERVER.parent / "frontend"
BUNDLE = FRONTEND / "bundle"


def _read(path: Path) -> str | None:
    return path.read_text("utf-8") if path.is_file() else None


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


# All is read at once: a worker that runs programs may open no file.
TEMPLATE = Environment(loader=FileSystemLoader(SERVER / "templates"), autoescape=True).get_template("standalone.html")
THEME, SCRIPT, STYLE = map(_read, (FRONTEND / "theme-boot.js", BUNDLE / "standalone.js", BUNDLE / "standalone.css"))
UNPACK = _read(FRONTEND / "standalone" / "unpack.js")


def _policy(theme: str, unpack: str, script: str, style: str) -> str:
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {_hash(theme)} {_hash(unpack)} {_hash(script)}",
            f"style-src {_hash(style)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
        ]
    )


@cache
def _packed(script: str) -> str:
    return pack(script.encode())


def _unexplained(outside: range, steps: range) -> Iterator[dict[str, Json]]:
    """In place of the words that a file of some steps has not."""
    sentence = f"This file explains the steps {steps.start + 1:,} to {steps.stop:,}."
    nothing = dict.fromkeys(Explanation.model_fields)
    for index in outside:
        yield nothing | {"index": index, "title": f"Step {index + 1:,}", "sentence": sentence}


def pack(content: bytes) -> str:
    """Compressed, in letters that end no element: the documents of a run say the same words at every step."""
    return b64encode(compress(content)).decode()


def write(run: Run, identifier: str, steps: range) -> Iterator[str]:
    """Whole in one part: all steps, and words for `steps`.

    Raises Problem (503) when the page's script has not been built.
    """
    if THEME is None or UNPACK is None or SCRIPT is None or STYLE is None:
        detail = "What a saved page is made of has not been built."
        raise Problem(
            503, "export/unbuilt", detail, hint="`pip install -e .` builds it, or `node frontend/bundle.mjs`."
        )
    lesson = next((each for each in lessons() if each.source == run.source), None)
    explained = orjson.loads(encode_explanations(run, identifier, steps.start, steps.stop))["explanations"]
    before, after = range(steps.start), range(steps.stop, len(run.steps))
    saved = {
        "run": run_document(run, identifier),
        "explanations": [*_unexplained(before, steps), *explained, *_unexplained(after, steps)],
        "lesson": None if lesson is None else lesson_document(lesson).model_dump(mode="json"),
    }
    yield TEMPLATE.render(
        title="A program" if lesson is None else lesson.title,
        source=run.source,
        policy=_policy(THEME, UNPACK, SCRIPT, STYLE),
        theme=THEME,
        style=STYLE,
        unpack=UNPACK,
        script=_packed(SCRIPT),
        saved=pack(orjson.dumps(saved)),
    )


FORMAT = Format(
    "html",
    "Page",
    "One file that opens without a network and still steps",
    "text/html",
    text(write, explains=True),
)
