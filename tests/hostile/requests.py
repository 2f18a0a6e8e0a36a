"""Requests that are broken, oversized or odd, byte by byte, each with the answer it must get.

None of the words of a request may come back: MARK stands wherever a client can write something.
"""

from __future__ import annotations

from dataclasses import dataclass

from server.http import static

MARK = "zebra"
RUNS = "/api/v1/runs"
JSON = "Content-Type: application/json"
PROGRAM = b'{"source": "zebra = 1.0"}'


@dataclass(frozen=True)
class Request:
    """`code` is that of the problem document; None where the answer is no problem, or has no body."""

    sent: bytes
    status: int
    code: str | None


def request(line: str, *headers: str, body: bytes = b"") -> bytes:
    """The connection is to be closed, so that the end of the answer can be seen."""
    return "\r\n".join([line, "Host: zebra", "Connection: close", *headers, "", ""]).encode("latin-1") + body


def get(target: str, *headers: str, method: str = "GET") -> bytes:
    return request(f"{method} {target} HTTP/1.1", *headers)


def post(body: bytes, *headers: str, target: str = RUNS) -> bytes:
    return request(f"POST {target} HTTP/1.1", JSON, f"Content-Length: {len(body)}", *headers, body=body)


def framed(*headers: str, body: bytes = b"") -> bytes:
    """A POST that says of its body what `headers` say."""
    return request(f"POST {RUNS} HTTP/1.1", JSON, *headers, body=body)


def chunked(*chunks: bytes) -> bytes:
    return b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"


CHUNKED = "Transfer-Encoding: chunked"
BAD = (400, "request/framing")
FILES = f"/static/{static.version()}"
NOWHERE = (404, "request/not-found")
NO_METHOD = (405, "request/method")

_TABLE: dict[str, tuple[bytes, int, str | None]] = {
    # The head.
    "no HTTP at all": (b"zebra\r\n\r\n", *BAD),
    "another protocol": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03zebra\r\n\r\n", *BAD),
    "a version without number": (request("GET / HTTP/zebra"), *BAD),
    "HTTP/2 without its preface": (request("GET /zebra HTTP/2.0"), *NOWHERE),
    "HTTP/0.9": (b"GET /zebra\r\n\r\n", *BAD),
    "HTTP/1.0": (b"GET /zebra HTTP/1.0\r\n\r\n", *NOWHERE),
    "no host": (b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", *BAD),
    "two hosts": (get("/", "Host: zebra"), *BAD),
    "a header without a colon": (get("/", "zebra"), *BAD),
    "a header without a name": (get("/", ": zebra"), *BAD),
    "a space in a header's name": (get("/", "ze bra: 1"), *BAD),
    "NUL in a header": (get("/", "X-Zebra: zebra\0"), *BAD),
    "a header over two lines": (get("/zebra", "X-Zebra: 1\r\n zebra"), *NOWHERE),
    "a header that is not ASCII": (get("/zebra", "X-Zebra: z\xe9bra"), *NOWHERE),
    "a head of 2 MB": (get("/", "X-Zebra: " + "zebra" * 400_000), *BAD),
    "very many headers": (get("/", *["X-Zebra: zebra"] * 20_000), *BAD),
    "a long address": (get("/" + "zebra" * 40_000), *BAD),
    "a long query": (get("/zebra?" + "zebra&" * 5_000), *NOWHERE),
    "an address with a space": (request("GET /ze bra HTTP/1.1"), *BAD),
    "an address of another host": (get("http://zebra.example/api/v1/zebra"), *NOWHERE),
    "no address": (request("GET  HTTP/1.1"), *BAD),
    "an asterisk": (get("*", method="OPTIONS"), *NOWHERE),
    "an upgrade to WebSocket": (
        get("/zebra", "Upgrade: websocket", "Sec-WebSocket-Key: zebra", "Sec-WebSocket-Version: 13"),
        *NOWHERE,
    ),
    "an upgrade to HTTP/2": (get("/zebra", "Upgrade: h2c", "HTTP2-Settings: zebra"), *NOWHERE),
    "an expectation": (get("/zebra", "Expect: zebra"), *NOWHERE),
    # The frame of a body.
    "two lengths": (framed("Content-Length: 5", CHUNKED, body=b"0\r\n\r\n"), *BAD),
    "two lengths the other way round": (framed(CHUNKED, "Content-Length: 5", body=b"0\r\n\r\n"), *BAD),
    "two different lengths": (framed("Content-Length: 5", "Content-Length: 6", body=b"zebra"), *BAD),
    "a negative length": (framed("Content-Length: -5", body=b"zebra"), *BAD),
    "a length with a sign": (framed("Content-Length: +5", body=b"zebra"), *BAD),
    "a length that is no number": (framed("Content-Length: zebra", body=b"zebra"), *BAD),
    "a length in another alphabet": (framed("Content-Length: \xb2", body=b"zebra"), *BAD),
    "a length of thirty digits": (framed("Content-Length: " + "9" * 30, body=b"zebra"), *BAD),
    "a length of a terabyte": (framed("Content-Length: 1000000000000", body=b"zebra"), 413, "request/body-size"),
    "a body without a length": (framed(body=PROGRAM), 400, "request/json"),
    "an encoding of transfer that is unknown": (framed("Transfer-Encoding: zebra", body=b"zebra"), *BAD),
    "two encodings of transfer": (framed("Transfer-Encoding: gzip, chunked", body=b"0\r\n\r\n"), *BAD),
    "a chunk of no size": (framed(CHUNKED, body=b"zebra\r\n"), *BAD),
    "a chunk of a negative size": (framed(CHUNKED, body=b"-5\r\nzebra\r\n0\r\n\r\n"), *BAD),
    "a chunk of a huge size": (framed(CHUNKED, body=b"f" * 30 + b"\r\nzebra\r\n"), *BAD),
    "a chunk that does not end": (framed(CHUNKED, body=b"5\r\nzebrazebra\r\n0\r\n\r\n"), *BAD),
    "many chunks of a byte": (framed(CHUNKED, body=chunked(*[b" "] * 20_000)), 400, "request/json"),
    "too much in chunks": (framed(CHUNKED, body=chunked(*[b"zebra" * 1_000] * 60)), 413, "request/body-size"),
    # What the body is said to be.
    "no media type": (
        request(f"POST {RUNS} HTTP/1.1", f"Content-Length: {len(PROGRAM)}", body=PROGRAM),
        415,
        "request/media-type",
    ),
    "a form": (
        request(f"POST {RUNS} HTTP/1.1", "Content-Type: multipart/form-data; boundary=zebra", "Content-Length: 0"),
        415,
        "request/media-type",
    ),
    "a media type like JSON": (
        request(f"POST {RUNS} HTTP/1.1", "Content-Type: application/jsonzebra", "Content-Length: 0"),
        415,
        "request/media-type",
    ),
    "another charset": (post(b"", "Content-Type: application/json; charset=zebra"), 400, "request/json"),
    "two codings of content": (post(b"zebra", "Content-Encoding: identity, gzip"), 415, "request/content-encoding"),
    # The body.
    "a byte order mark": (post(b"\xef\xbb\xbf" + PROGRAM), 400, "request/json"),
    "two documents": (post(PROGRAM * 2), 400, "request/json"),
    "a comma too many": (post(b'{"source": "zebra",}'), 400, "request/json"),
    "single quotes": (post(b"{'source': 'zebra'}"), 400, "request/json"),
    "a comment": (post(b'{"source": "zebra"} // zebra'), 400, "request/json"),
    "NUL behind the document": (post(PROGRAM + b"\0"), 400, "request/json"),
    "NUL in the document": (post(b'{"source": "zebra\0"}'), 400, "request/json"),
    "a number with leading zeros": (post(b'{"source": "zebra", "leaves": {"x": 007}}'), 400, "request/json"),
    "15,000 keys": (
        post(b"{" + b",".join(b'"z%d":0' % number for number in range(12_000)) + b"}"),
        422,
        "request/body",
    ),
    "12,000 leaves": (
        post(b'{"source": "x = 1.0", "leaves": {' + b",".join(b'"z%d":0' % n for n in range(11_000)) + b"}}"),
        422,
        "budget/leaves",
    ),
    "a leaf of 60,000 numbers": (
        post(b'{"source": "x = 1.0", "leaves": {"x": [' + b",".join([b"0"] * 60_000) + b"]}}"),
        422,
        "budget/leaves",
    ),
    "a source that is true": (post(b'{"source": true}'), 422, "request/body"),
    "a leaf named __proto__": (post(b'{"source": "x = 1.0", "leaves": {"__proto__": 1}}'), 422, "leaf"),
    "an empty target": (post(b'{"source": "x = 1.0", "target": ""}'), 422, "target"),
    # Addresses.
    "out of the folder": (get(f"{FILES}/../../server/app.py"), *NOWHERE),
    "out of the folder, encoded": (get(f"{FILES}/%2e%2e/%2e%2e/pyproject.toml"), *NOWHERE),
    "out of the folder, encoded twice": (get(f"{FILES}/%252e%252e/server/app.py"), *NOWHERE),
    "out of the folder with backslashes": (get(f"{FILES}/..\\..\\server\\app.py"), *NOWHERE),
    "out of the folder of a library": (get(f"{FILES}/vendor/../../server/zebra.js"), *NOWHERE),
    "an absolute file": (get(f"{FILES}//etc/passwd"), *NOWHERE),
    "a file that is not for serving": (get(f"{FILES}/package.json"), *NOWHERE),
    "a folder": (get(f"{FILES}/"), *NOWHERE),
    "two slashes": (get("//api/v1/lessons"), *NOWHERE),
    "NUL in an address": (get("/api/v1/lessons/%00zebra"), 404, "lesson/unknown"),
    "no UTF-8 in an address": (get("/api/v1/lessons/%ff%fezebra"), 404, "lesson/unknown"),
    "half an escape in an address": (get("/api/v1/lessons/zebra%"), 404, "lesson/unknown"),
    "a slash in an id": (get("/api/v1/lessons/..%2f..%2fzebra"), *NOWHERE),
    "a long id": (get(f"{RUNS}/{'zebra' * 2_000}"), 404, "run/unknown"),
    "an operation called constructor": (get("/api/v1/ops/constructor"), 404, "op/unknown"),
    "an operation called __class__": (get("/api/v1/ops/__class__"), 404, "op/unknown"),
    # Parameters.
    "a step that is a float": (get(f"{RUNS}/zebra/steps?from=1.5"), 422, "request/parameter"),
    "a step in another alphabet": (get(f"{RUNS}/zebra/steps?from=%D9%A3zebra"), 422, "request/parameter"),
    "a step of thirty digits": (get(f"{RUNS}/zebra/steps?to={'9' * 30}"), 422, "request/parameter"),
    "a step of 5,000 digits": (get(f"{RUNS}/zebra/steps?to={'9' * 5_000}"), 422, "request/parameter"),
    "a node of thirty digits": (get(f"{RUNS}/zebra/nodes/n{'9' * 30}"), 422, "request/parameter"),
    "a node in another alphabet": (get(f"{RUNS}/zebra/nodes/n%D9%A3"), 422, "request/parameter"),
    # Methods.
    "a run put": (get(RUNS, "Content-Length: 0", method="PUT"), *NO_METHOD),
    "the page deleted": (get("/", method="DELETE"), *NO_METHOD),
    "a trace": (get("/", "X-Zebra: zebra", method="TRACE"), *NO_METHOD),
    "a method in small letters": (get("/api/v1/limits", method="get"), *NO_METHOD),
    "what is allowed": (get(RUNS, method="OPTIONS"), *NO_METHOD),
    "a preflight from another site": (
        get(RUNS, "Origin: https://zebra.example", "Access-Control-Request-Method: POST", method="OPTIONS"),
        *NO_METHOD,
    ),
    "a connection to elsewhere": (request("CONNECT zebra.example:443 HTTP/1.1"), *NOWHERE),
    # Headers.
    "many ranges": (get(f"{FILES}/main.js", "Range: bytes=" + ",".join(["0-"] * 2_000)), 200, None),
    "a range that is none": (get(f"{FILES}/main.js", "Range: zebra=0-1"), 200, None),
    "a range of the API": (get("/api/v1/limits", "Range: bytes=0-1"), 200, None),
    "a comparison with nothing": (get(f"{RUNS}/zebra/comparison"), 422, "request/parameter"),
    "a comparison with a long id": (get(f"{RUNS}/zebra/comparison?with={'zebra' * 2_000}"), 422, "request/parameter"),
    "a comparison with lines in the id": (get(f"{RUNS}/zebra/comparison?with=a%0D%0AX:zebra"), 404, "run/unknown"),
    "a long tag": (get(f"{RUNS}/zebra", "If-None-Match: " + '"zebra",' * 5_000), 404, "run/unknown"),
    "a client that is no name": (get("/zebra", "X-Gradwalk-Client: <script>zebra</script>"), *NOWHERE),
    "a request id with line breaks": (get("/zebra", "X-Request-Id: zebra%0d%0aSet-Cookie: zebra=1"), *NOWHERE),
    "codings that are none": (get("/api/v1/limits", "Accept-Encoding: zebra;q=zebra, *;q=0"), 200, None),
    "a forwarded host": (get("/zebra", "X-Forwarded-Host: zebra", "Forwarded: for=zebra"), *NOWHERE),
}

REQUESTS = {name: Request(*entry) for name, entry in _TABLE.items()}
