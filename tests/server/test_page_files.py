"""The page's shell, its files, and the headers that keep everything else out."""

from __future__ import annotations

import gzip
import json
import os
import re

import httpx
import pytest
from starlette.exceptions import HTTPException

from server.app import create_app
from server.http import static
from tests.server.event_loop import in_event_loop

SHELLS = ["/", "/docs"]


def nonce_of(policy: str) -> str:
    return re.search(r"'nonce-([^']+)'", policy)[1]


@pytest.mark.parametrize("path", ["/", "/docs", "/healthz", "/api/v1/lessons", "/nowhere", "/openapi.json"])
def test_every_answer_has_the_security_headers(client, path):
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("path", SHELLS)
def test_a_page_may_load_only_from_its_own_host(client, path):
    policy = client.get(path).headers["content-security-policy"]
    allowed = {source for directive in policy.split("; ") for source in directive.split()[1:]}
    nonce = f"'nonce-{nonce_of(policy)}'"
    assert allowed <= {"'none'", "'self'", "data:", "'unsafe-inline'", "'script'", nonce}
    assert "script-src 'self' 'nonce-" in policy
    assert "style-src-attr 'unsafe-inline'" in policy
    assert policy.count("'unsafe-inline'") == 1


def test_the_page_takes_no_markup_from_strings(client):
    assert "require-trusted-types-for 'script'" in client.get("/").headers["content-security-policy"]


@pytest.mark.parametrize("path", SHELLS)
def test_a_nonce_is_used_once(client, path):
    pages = [client.get(path) for _ in range(2)]
    nonces = [nonce_of(page.headers["content-security-policy"]) for page in pages]
    assert nonces[0] != nonces[1]
    assert f'nonce="{nonces[0]}"' in pages[0].text
    assert "no-store" in pages[0].headers["cache-control"]


@pytest.mark.parametrize("path", SHELLS)
def test_all_that_a_shell_names_is_served_for_ever(client, path):
    page = client.get(path).text
    # A page that a shell links to may change.
    named = re.findall(r'<(?!a\b)[^>]*(?:src|href)="(/[^"]+)"', page)
    imports = json.loads(re.search(r"<script type=\"importmap\"[^>]*>(.*?)</script>", page)[1])["imports"]
    assert "preact" in imports
    for address in [*named, *imports.values()]:
        file = client.get(address)
        assert file.status_code == 200, address
        assert file.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("path", SHELLS)
def test_a_shell_names_no_other_host(client, path):
    assert not re.search(r"(https?:)?//\w", client.get(path).text)


def test_modules_are_sent_as_javascript_and_fonts_as_fonts(client):
    prefix = f"/static/{static.version()}"
    assert client.get(f"{prefix}/vendor/preact.js").headers["content-type"].startswith("text/javascript")
    font = next((static.ROOT / "vendor" / "fonts").glob("*.woff2")).name
    assert client.get(f"{prefix}/vendor/fonts/{font}").headers["content-type"] == "font/woff2"


@pytest.mark.parametrize(
    "path",
    [
        "vendor.mjs",
        "package.json",
        "package-lock.json",
        "tsconfig.json",
        "vendor/manifest.json",
        "node_modules/preact/dist/preact.js",
        "vendor",
        "",
        "..%2fserver%2fstatic.js",
    ],
)
def test_files_that_are_not_the_page_s_are_not_served(client, path):
    assert client.get(f"/static/{static.version()}/{path}").status_code == 404


def test_the_address_of_the_files_changes_when_one_does(tmp_path, monkeypatch):
    monkeypatch.setattr(static, "ROOT", tmp_path)
    (tmp_path / "panels").mkdir()
    module = tmp_path / "panels" / "header.js"
    module.write_text("export {};")
    (tmp_path / "node_modules").mkdir()
    first = static.version()
    (tmp_path / "node_modules" / "other.js").write_text("export {};")
    # Another machine has the same files of another day.
    os.utime(module, ns=(1, 1))
    assert static.version() == first
    module.write_text("export { };")
    assert static.version() != first
    module.rename(tmp_path / "panels" / "footer.js")
    assert static.version() != first


@pytest.mark.parametrize("version", ["any", "000000000000", ""])
def test_no_file_is_served_under_a_version_that_is_not_its_own(client, version):
    answer = client.get(f"/static/{version}/main.js")
    assert answer.status_code == 404
    assert "immutable" not in answer.headers.get("cache-control", "")
    assert client.get(f"/static/{static.version()}/main.js").status_code == 200


def test_a_file_that_changes_while_the_server_runs_is_served_under_its_new_version_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(static, "ROOT", tmp_path)
    module = tmp_path / "main.js"
    module.write_text("export {};")
    files = static.PageFiles()

    def ask(version):
        async def send():
            transport = httpx.ASGITransport(files)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
                return await client.get(f"/{version}/main.js")

        return in_event_loop(send)

    first = static.version()
    assert ask(first).text == "export {};"
    module.write_text("export { };")
    with pytest.raises(HTTPException):
        ask(first)
    assert ask(static.version()).text == "export { };"


def test_a_page_without_its_libraries_says_how_to_build_them(tmp_path, monkeypatch):
    monkeypatch.setattr(static, "MANIFEST", tmp_path / "manifest.json")
    with pytest.raises(RuntimeError, match="pip install"):
        create_app()


def test_large_answers_are_compressed_for_those_who_can_read_it(client):
    assert client.get("/api/v1/lessons").headers["content-encoding"] == "gzip"
    plain = client.get("/api/v1/lessons", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.headers["vary"] == "Accept-Encoding"


def test_files_come_as_small_as_gzip_makes_them_to_those_who_take_it(client):
    script = json.loads(static.BUNDLED.read_text())["script"]
    path = f"/static/{static.version()}/{script}"
    written = (static.ROOT / script).read_bytes()
    with client.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as answer:
        packed = b"".join(answer.iter_raw())
    assert len(packed) <= len(gzip.compress(written))
    assert gzip.decompress(packed) == written
    assert (answer.headers["content-encoding"], answer.headers["vary"]) == ("gzip", "Accept-Encoding")
    assert answer.headers["etag"].startswith("W/")
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    assert (plain.content, "content-encoding" in plain.headers) == (written, False)
    assert client.get(path, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
