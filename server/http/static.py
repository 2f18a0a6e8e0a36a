"""The files of the page: where they are, their version, and which of them are served."""

from __future__ import annotations

import gzip
import json
import mimetypes
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from server.http.compression import DENSE, accepts_gzip
from server.http.headers import FOREVER

ROOT = Path(__file__).resolve().parents[2] / "frontend"
MANIFEST = ROOT / "vendor" / "manifest.json"
BUNDLED = ROOT / "bundle" / "page.json"
ENTRY = ROOT / "main.js"
STYLE = ROOT / "css" / "main.css"
STATIC_IMPORT = re.compile(r'^import [^;]*? from "(\.{1,2}/[^"]+)";', re.MULTILINE)
SERVED = {".css", ".js", ".png", ".svg", ".txt", ".woff2"}
HIDDEN = {"node_modules"}

# The table of the machine may call it text/plain, and browsers refuse to run that as a module.
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("font/woff2", ".woff2")


# When a file was changed last, and its size.
State = tuple[int, int]


@dataclass(frozen=True)
class Edition:
    """The page's files as they are: by path below ROOT, and a version that changes with what is in them."""

    version: str
    files: Mapping[str, State]


def edition() -> Edition:
    """The same files have the same version on every machine, so that servers behind one address share addresses."""
    digest = sha256()
    files = {}
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(set(folders) - HIDDEN)
        for file in sorted(Path(folder, name) for name in names if Path(name).suffix in SERVED):
            path = file.relative_to(ROOT).as_posix()
            files[path] = _state(file)
            digest.update(f"{path} {_content(file, files[path])}\n".encode())
    return Edition(digest.hexdigest()[:12], files)


def version() -> str:
    return edition().version


def _state(file: Path) -> State:
    status = file.stat()
    return status.st_mtime_ns, status.st_size


@lru_cache(maxsize=1_000)
def _packed(file: Path, state: State) -> bytes:
    """As small as gzip makes it: that takes some milliseconds, and is done once."""
    return gzip.compress(file.read_bytes(), mtime=0)


@lru_cache(maxsize=1_000)
def _content(file: Path, state: State) -> str:
    """A digest of the file, read once as long as it stays as it is."""
    return sha256(file.read_bytes()).hexdigest()


def import_map(prefix: str) -> dict[str, dict[str, str]]:
    """The browser's import map: the names that modules import, under the address `prefix`."""
    manifest: dict[str, str] = json.loads(MANIFEST.read_text())
    return {"imports": {name: f"{prefix}/vendor/{file}" for name, file in manifest.items()}}


@dataclass(frozen=True)
class First:
    """What must have arrived before the first picture, as paths below ROOT: `parts` are what the script imports.

    A browser learns of a module's imports only once it has the module: named in advance, all come at once.
    """

    script: str
    style: str
    parts: tuple[str, ...]


@lru_cache(maxsize=2)
def first(version: str, *, as_modules: bool) -> First:
    """The files of the page of this version, put together into few, or as they were written."""
    if not as_modules:
        written = json.loads(BUNDLED.read_text())
        return First(written["script"], written["style"], tuple(written["parts"]))
    found = [ENTRY]
    for module in found:
        for path in STATIC_IMPORT.findall(module.read_text(encoding="utf-8")):
            imported = Path(os.path.normpath(module.parent / path))
            if imported not in found:
                found.append(imported)
    script, *parts = (module.relative_to(ROOT).as_posix() for module in found)
    preact = json.loads(MANIFEST.read_text())["preact"]
    return First(script, STYLE.relative_to(ROOT).as_posix(), (*parts, f"vendor/{preact}"))


class PageFiles(StaticFiles):
    """Serves /static/<version>/<path> to browsers that keep it for ever, and so nothing under another version."""

    def __init__(self) -> None:
        """Raises RuntimeError when the libraries of the page have not been built."""
        for built in (MANIFEST, BUNDLED):
            if not built.is_file():
                raise RuntimeError(f"{built} is missing: `pip install -e .` builds the libraries of the page")
        super().__init__(directory=ROOT)
        self._edition = edition()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Files here are small: who asks for ranges of one gets all of it, which HTTP allows."""
        headers = [(name, value) for name, value in scope["headers"] if name != b"range"]
        await super().__call__({**scope, "headers": headers}, receive, send)

    def get_path(self, scope: Scope) -> str:
        version, _, path = super().get_path(scope).partition("/")
        return path if self._is_of(version, path) else ""

    async def get_response(self, path: str, scope: Scope) -> Response:
        file = Path(path)
        if file.suffix not in SERVED or HIDDEN.intersection(file.parts):
            raise HTTPException(404)
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = FOREVER
        if response.status_code != 200 or response.media_type in DENSE:
            return response
        if not accepts_gzip(Headers(scope=scope).get("accept-encoding", "")):
            return response
        found = ROOT / path
        headers = {name: value for name, value in response.headers.items() if name != "content-length"}
        packed = await run_in_threadpool(_packed, found, _state(found))
        return Response(packed, headers={**headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"})

    def _is_of(self, version: str, path: str) -> bool:
        """Whether the file is what this version says. One look at it, unless something has changed."""
        known = self._edition
        if known.version != version or known.files.get(path) != _state_or_none(ROOT / path):
            self._edition = edition()
        return self._edition.version == version


def _state_or_none(file: Path) -> State | None:
    try:
        return _state(file)
    except (OSError, ValueError):
        # Nothing has this name, or nothing can.
        return None
