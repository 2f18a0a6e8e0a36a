"""What a backward pass needs of what an operation met: the values that it saves, and that must not be changed before.

It is what PyTorch 2.13 needs, so that a program is refused where PyTorch refuses it. A text says for each input what
the gradient of that input needs: the places of inputs, counted from 0, and y, the result; * for numbers of its own that
nobody can change; - for nothing. The last entry holds for all further inputs. "others" needs all inputs but the own.
"""

from __future__ import annotations

# Of an operation with any number of inputs the places of the first ones are told.
PLACES = 10
_OF_SAVES = {"nothing": "-", "sizes": "-", "input": "0", "output": "y"}


def needs_of(needs: str | None, saves: str) -> tuple[str, ...]:
    """For each input the places of what its gradient needs, "" for nothing; the last entry holds for all further ones.

    Without a text it is what the operation says it `saves`; all of its inputs, if in doubt.
    """
    everything = "".join(map(str, range(PLACES))) + ("y" if "output" in saves else "")
    text = _OF_SAVES.get(saves, everything) if needs is None else needs
    if text == "others":
        return tuple(everything.replace(str(slot), "") for slot in range(PLACES))
    return tuple(text.replace("-", "").split(" "))
