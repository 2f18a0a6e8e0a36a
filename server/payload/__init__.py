"""The JSON documents of the service as models: the promise to every tool that reads them.

`documents/encode.py` writes these documents; the models describe them in /openapi.json and as TypeScript
(`commands/typescript.py`), and the tests hold every answer against them. Keys may be added within v1; none changes its
meaning.
"""

from server.payload.arrays import TensorsHeader, TensorsQuery
from server.payload.explanations import Explanation, ExplanationsDocument
from server.payload.exports import ExportFormat
from server.payload.graph import GraphDocument
from server.payload.health import Health
from server.payload.lessons import Lesson, LessonsDocument, LessonSummary, Question
from server.payload.limits import Limit, LimitsDocument
from server.payload.lines import LineDocument
from server.payload.links import LinkAddress, LinkDocument, LinkRequest
from server.payload.node import LocalJacobianDocument, NodeDocument
from server.payload.ops import MadeFunction, Op, OpsDocument
from server.payload.problem import Problem
from server.payload.run import RunDocument, RunRequest
from server.payload.steps import StepsDocument
from server.payload.tensor import Tensor

__all__ = [
    "Explanation",
    "ExplanationsDocument",
    "ExportFormat",
    "GraphDocument",
    "Health",
    "Lesson",
    "LessonSummary",
    "LessonsDocument",
    "Limit",
    "LimitsDocument",
    "LineDocument",
    "LinkAddress",
    "LinkDocument",
    "LinkRequest",
    "LocalJacobianDocument",
    "NodeDocument",
    "MadeFunction",
    "Op",
    "OpsDocument",
    "Problem",
    "Question",
    "RunDocument",
    "RunRequest",
    "StepsDocument",
    "Tensor",
    "TensorsHeader",
    "TensorsQuery",
]
