"""What goes to a terminal or a pipe: in an encoding that takes it, and values as they are, never as markup."""

from __future__ import annotations

import os
import sys
import unicodedata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console


def prepare_output() -> None:
    """Lets nothing that is printed fail for its characters: Chinese under LC_ALL=C, half a character of a file's name.

    Where only ASCII is promised and nobody asked for it (PYTHONIOENCODING), UTF-8 is written, as all terminals of today take it; what
    another encoding lacks is written out as \\uXXXX.
    """
    for stream in (sys.stdout, sys.stderr):
        change = getattr(stream, "reconfigure", None)
        if change is None:
            continue  # a test or a library put something of its own there
        plain = (stream.encoding or "ascii").lower().replace("_", "-") in ("ascii", "us-ascii", "ansi-x3.4-1968", "646")
        if plain and not os.environ.get("PYTHONIOENCODING"):
            change(encoding="utf-8", errors="backslashreplace")
        else:
            change(errors="backslashreplace")


def padded(text: str, width: int) -> str:
    """The text with blanks behind it, so that what follows begins at one column: a Chinese character takes two."""
    taken = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
    return text + " " * max(width - taken, 0)


def console(**settings: Any) -> Console:
    """A console of rich that prints values as they are: a place called [/red] or a title with :ok: in it is no markup, and an escape
    sequence in one is shown and not obeyed."""
    from rich.console import Console

    from extract.faults import visible

    class Plain(Console):
        def render_str(self, text: str, **more: Any) -> Any:
            return super().render_str(visible(text), **more)

    given: dict[str, Any] = {"highlight": False, "markup": False, "emoji": False}
    return Plain(**given | settings)
