"""Names that mean something to HTML, JavaScript, TeX, Markdown, Graphviz or a spreadsheet, and yet are text."""

from __future__ import annotations

# As written, where it is shown the same.
PLAIN = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "</title><script>alert(1)</script>",
    "--><iframe src='javascript:alert(1)'></iframe>",
    "<b>bold</b> &amp; &lt;",
    "<a href='javascript:alert(1)'>click</a>",
    "<style>*{display:none}</style>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "javascript:alert(1)",
    "${alert(1)} {{7*7}} {% raw %}",
    "]]><![CDATA[x",
    "\\href{javascript:alert(1)}{x}",
    "\\includegraphics{https://example.com/x.png}",
    "\\def\\x{\\x\\x}\\x",
    "$$\\frac{1}{0}$$ \\( x \\)",
    "}{}{ \\ % # & _ ^ ~",
    '"]; a -> b [URL="javascript:alert(1)"]; "',
    "<TABLE><TR><TD>dot</TD></TR></TABLE>",
    "=cmd|'/c calc'!A1",
    "+1+1",
    "@SUM(1,1)",
    "-2+3",
    "＝1+1",
    "constructor",
    "__proto__",
    "prototype",
    "toString",
    "hasOwnProperty",
    "then",
    "n0",
    "e0",
    "../../etc/passwd",
    "https://example.com/",
    "👩‍💻🏳️‍🌈❤️",
    "שלום 123",
    "مرحبا",
    "w̷̢̛e̶͝i̵g̸h̶t",
    "x" * 200,
    "two  spaces",
]
# As written, and as shown: what would be invisible is spelled out.
HIDDEN = [
    ("a\u202etxt.exe", r"a\u202etxt.exe"),
    ("\u2066left\u2069", r"\u2066left\u2069"),
    ("zero\u200bwidth", r"zero\u200bwidth"),
    ("\ufeffmark", r"\ufeffmark"),
    ("nul\x00bell\x07esc\x1b[31m", r"nul\x00bell\x07esc\x1b[31m"),
    ("line\nbreak\r\ttab", r"line\x0abreak\x0d\x09tab"),
    ("line\u2028separator", r"line\u2028separator"),
]
LABELS = [(label, label) for label in PLAIN] + HIDDEN


def program(labels: list[str]) -> str:
    values = ", ".join(f"torch.tensor({index + 1}.0, requires_grad=True)" for index in range(len(labels)))
    named = [f"xs[{index}].label = {ascii(label)}" for index, label in enumerate(labels)]
    printed = [f"print({ascii(label)})" for label in labels]
    return "\n".join(["import torch", f"xs = [{values}]", *named, *printed, "loss = sum(xs)", "loss.backward()"])
