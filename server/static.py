"""The files of the page: where they are, their version, and which of them are served."""

from __future__ import annotations

import json
import mimetypes
import os
import re
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from server.headers import FOREVER

ROOT = Path(__file__).resolve().parent.parent / "frontend"
MANIFEST = ROOT / "vendor" / "manifest.json"
ENTRY = ROOT / "main.js"
STATIC_IMPORT = re.compile(r'^import [^;]*? from "(\.{1,2}/[^"]+)";', re.MULTILINE)
SERVED = {".css", ".js", ".png", ".svg", ".txt", ".woff2"}
HIDDEN = {"node_modules"}

# The table of the machine may call it text/plain, and browsers refuse to run that as a module.
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("font/woff2", ".woff2")


def version() -> str:
    """Changes whenever a file of the page does, and with it the address of all of them."""
    digest = sha256()
    for path, folders, names in os.walk(ROOT):
        folders[:] = sorted(set(folders) - HIDDEN)
        for file in sorted(Path(path, name) for name in names if Path(name).suffix in SERVED):
            status = file.stat()
            digest.update(f"{file.relative_to(ROOT)} {status.st_mtime_ns} {status.st_size}\n".encode())
    return digest.hexdigest()[:12]


def import_map(prefix: str) -> dict[str, dict[str, str]]:
    """The browser's import map: the names that modules import, under the address `prefix`."""
    manifest: dict[str, str] = json.loads(MANIFEST.read_text())
    return {"imports": {name: f"{prefix}/vendor/{file}" for name, file in manifest.items()}}


@lru_cache(maxsize=1)
def modules(version: str) -> list[str]:
    """The page's own modules that must have arrived before the first picture, as paths below ROOT.

    A browser learns of a module's imports only once it has the module: named in advance, all come at once.
    """
    found = [ENTRY]
    for module in found:
        for path in STATIC_IMPORT.findall(module.read_text(encoding="utf-8")):
            imported = Path(os.path.normpath(module.parent / path))
            if imported not in found:
                found.append(imported)
    return [module.relative_to(ROOT).as_posix() for module in found]


class PageFiles(StaticFiles):
    """Serves /static/<version>/<path>. The version only makes the address new, so that browsers keep files for ever."""

    def __init__(self) -> None:
        """Raises RuntimeError when the libraries of the page have not been built."""
        if not MANIFEST.is_file():
            raise RuntimeError(f"{MANIFEST} is missing: `pip install -e .` builds the libraries of the page")
        super().__init__(directory=ROOT)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Files here are small: who asks for ranges of one gets all of it, which HTTP allows."""
        headers = [(name, value) for name, value in scope["headers"] if name != b"range"]
        await super().__call__({**scope, "headers": headers}, receive, send)

    def get_path(self, scope: Scope) -> str:
        _, _, path = super().get_path(scope).partition("/")
        return path

    async def get_response(self, path: str, scope: Scope) -> Response:
        file = Path(path)
        if file.suffix not in SERVED or HIDDEN.intersection(file.parts):
            raise HTTPException(404)
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = FOREVER
        return response
