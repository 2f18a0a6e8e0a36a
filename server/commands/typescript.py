"""The documents of the service as TypeScript, for the type checker of the page.

python -m server.commands.typescript           writes frontend/payload.d.ts
python -m server.commands.typescript --check   exits 1 when the file does not say what the models say
"""

from __future__ import annotations

import sys
from typing import Any

from pydantic.json_schema import models_json_schema

from server import payload
from server.http import ROOT

TARGET = ROOT / "payload.d.ts"
HEAD = (
    "/** The JSON documents of the service. Written by `python -m server.commands.typescript` from server/payload. */\n"
)

MODELS = (
    payload.RunRequest,
    payload.RunDocument,
    payload.GraphDocument,
    payload.StepsDocument,
    payload.NodeDocument,
    payload.LocalJacobianDocument,
    payload.CurveDocument,
    payload.ProvenanceDocument,
    payload.ExplanationsDocument,
    payload.LineDocument,
    payload.DerivationDocument,
    payload.PassesDocument,
    payload.NetworkDocument,
    payload.PathsDocument,
    payload.JacobianProductDocument,
    payload.FoldDocument,
    payload.ComparisonDocument,
    payload.DiagnosisDocument,
    payload.TapeDocument,
    payload.DerivativesDocument,
    payload.VariablesDocument,
    payload.ChangesRequest,
    payload.ChangesDocument,
    payload.TensorsHeader,
    payload.LinkRequest,
    payload.LinkDocument,
    payload.LinkAddress,
    payload.LessonsDocument,
    payload.LessonGraphsDocument,
    payload.Lesson,
    payload.OpsDocument,
    payload.LimitsDocument,
    payload.Problem,
)

PRIMITIVES = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def declarations() -> str:
    _, schema = models_json_schema([(model, "serialization") for model in MODELS], ref_template="{model}")
    return HEAD + "".join(f"\n{_declaration(name, definition)}" for name, definition in schema["$defs"].items())


def _declaration(name: str, schema: dict[str, Any]) -> str:
    comment = _comment(schema, "")
    if "properties" not in schema:
        return f"{comment}export type {name} = {_type(schema)};\n"
    required = schema.get("required", [])
    lines = [
        f"{_comment(member, '  ')}  {key}{'' if key in required else '?'}: {_type(member)};\n"
        for key, member in schema["properties"].items()
    ]
    return f"{comment}export interface {name} {{\n{''.join(lines)}}}\n"


def _comment(schema: dict[str, Any], indent: str) -> str:
    if "description" not in schema:
        return ""
    text = " ".join(schema["description"].split())
    return f"{indent}/** {text} */\n"


def _type(schema: dict[str, Any]) -> str:
    match schema:
        case {"$ref": reference}:
            return str(reference)
        case {"const": value}:
            return f'"{value}"'
        case {"enum": values}:
            return " | ".join(f'"{value}"' for value in values)
        case {"anyOf": choices} | {"oneOf": choices}:
            return " | ".join(dict.fromkeys(_type(choice) for choice in choices))
        case {"type": "array", "prefixItems": [*items]}:
            return f"[{', '.join(_type(item) for item in items)}]"
        case {"type": "array", "items": items}:
            element = _type(items)
            return f"({element})[]" if " | " in element else f"{element}[]"
        case {"type": "object", "additionalProperties": values}:
            return f"Record<string, {_type(values)}>"
        case {"type": primitive}:
            return PRIMITIVES[primitive]
        case _:
            return "unknown"


def main() -> int:
    text = declarations()
    if "--check" not in sys.argv[1:]:
        TARGET.write_text(text)
    elif TARGET.read_text() != text:
        print(f"{TARGET.name} is stale: run `python -m server.commands.typescript`", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
