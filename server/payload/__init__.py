"""The JSON documents of the service as models: the promise to every tool that reads them.

`documents/encode.py` writes these documents; the models describe them in /openapi.json and as TypeScript
(`commands/typescript.py`), and the tests hold every answer against them. Keys may be added within v1; none changes its
meaning.
"""

from server.payload.arrays import TensorsHeader, TensorsQuery
from server.payload.changes import ChangesDocument, ChangesRequest
from server.payload.comparison import ComparisonDocument
from server.payload.curve import CurveDocument
from server.payload.derivation import DerivationDocument, Letter
from server.payload.derivatives import DerivativesDocument
from server.payload.diagnosis import DiagnosisDocument
from server.payload.explanations import Explanation, ExplanationsDocument
from server.payload.exports import ExportFormat
from server.payload.fold import FoldDocument
from server.payload.graph import GraphDocument
from server.payload.health import Health
from server.payload.jacobian_product import JacobianProductDocument
from server.payload.lesson_graphs import GraphDot, LessonGraph, LessonGraphsDocument
from server.payload.lessons import Lesson, LessonsDocument, LessonSummary, NoteSlip, Question
from server.payload.limits import Limit, LimitsDocument
from server.payload.lines import LineDocument
from server.payload.links import LinkAddress, LinkDocument, LinkRequest
from server.payload.network import NetworkDocument
from server.payload.node import LocalJacobianDocument, NodeDocument
from server.payload.ops import MadeFunction, Op, OpsDocument
from server.payload.passes import PassesDocument
from server.payload.paths import PathsDocument
from server.payload.problem import Problem
from server.payload.provenance import ProvenanceDocument
from server.payload.run import RunDocument, RunRequest
from server.payload.steps import StepsDocument
from server.payload.tape import TapeDocument
from server.payload.tensor import Tensor
from server.payload.variables import VariablesDocument

__all__ = [
    "ChangesDocument",
    "ChangesRequest",
    "ComparisonDocument",
    "CurveDocument",
    "DerivationDocument",
    "DerivativesDocument",
    "DiagnosisDocument",
    "Explanation",
    "ExplanationsDocument",
    "ExportFormat",
    "FoldDocument",
    "GraphDocument",
    "GraphDot",
    "Health",
    "JacobianProductDocument",
    "Lesson",
    "LessonGraph",
    "LessonGraphsDocument",
    "LessonSummary",
    "LessonsDocument",
    "Letter",
    "Limit",
    "LimitsDocument",
    "LineDocument",
    "LinkAddress",
    "LinkDocument",
    "LinkRequest",
    "LocalJacobianDocument",
    "NetworkDocument",
    "NodeDocument",
    "NoteSlip",
    "MadeFunction",
    "Op",
    "OpsDocument",
    "PassesDocument",
    "PathsDocument",
    "Problem",
    "ProvenanceDocument",
    "Question",
    "RunDocument",
    "RunRequest",
    "StepsDocument",
    "TapeDocument",
    "Tensor",
    "TensorsHeader",
    "TensorsQuery",
    "VariablesDocument",
]
