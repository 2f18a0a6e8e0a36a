"""What can go wrong for a user of the engine, by kind.

EngineError
├── ArgumentError    a call's arguments do not fit its signature
├── ShapeError       shapes do not fit the operation
├── DtypeError       the operation or the gradient is not defined for the element type
└── GradientError    a derivative was asked for where there is none
    └── SavedError   what a backward pass needs has been freed, or changed in place
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


class SavedError(GradientError):
    """`change` is the creation number of the change in place that did it, where one did."""

    def __init__(self, message: str, change: int | None = None) -> None:
        super().__init__(message)
        self.change = change
