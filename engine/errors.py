"""What can go wrong for a user of the engine, by kind.

EngineError
├── ArgumentError    a call's arguments do not fit its signature
├── ShapeError       shapes do not fit the operation
├── DtypeError       the operation or the gradient is not defined for the element type
└── GradientError    a derivative was asked for where there is none
"""


class EngineError(Exception):
    """Base of all errors that a wrong use of the engine raises; the message names the thing and the way out."""


class ArgumentError(EngineError):
    pass


class ShapeError(EngineError):
    pass


class DtypeError(EngineError):
    pass


class GradientError(EngineError):
    pass
