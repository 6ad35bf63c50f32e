"""The tags of the reading rules as a list (tags.yaml): what each says, and an invented example that yields it.

docs/reading.md is written from it: `python -m extract.tags` renews it, and a test holds it equal.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

FILE = Path(__file__).with_name("tags.yaml")
PAGE = Path(__file__).resolve().parent.parent / "docs" / "reading.md"
Text = Annotated[str, Field(min_length=1)]

_HEAD = """# Reading rules

Behind each claim `pledgewatch read FILE` prints the rules that decided about it; the columns `rules` of `commitments` and `outcomes` hold the same tags.
This page is written from [`extract/tags.yaml`](../extract/tags.yaml) by `python -m extract.tags`; the examples are invented and run as tests. How a claim
is judged is in [judging.md](judging.md).
"""
_GROUPS = {
    "name": "What is measured",
    "measure": "How it is measured",
    "role": "Promise or result",
    "untestable": "What no report could settle",
    "time": "Parts of a year",
    "table": "Tables of bulletins",
    "": "Other claims",
}


class Tag(BaseModel):
    """One tag: what it says, and an example with where it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    says: Text
    where: Literal["plan", "review", "bulletin", "notice"] = Field(alias="in")
    example: Text


@cache
def tags() -> dict[str, Tag]:
    """Tag -> its entry. Raises pydantic.ValidationError, which names tag and key, for an entry that is not as it must be."""
    return TypeAdapter(dict[str, Tag]).validate_python(yaml.safe_load(FILE.read_text("utf-8")))


def page() -> str:
    """docs/reading.md."""
    parts = [_HEAD]
    for group, title in _GROUPS.items():
        lines = ["| tag | what it says | in a | example |", "| --- | --- | --- | --- |"]
        for name, tag in tags().items():
            if (name.partition(":")[0] if ":" in name else "") == group:
                shown = tag.example.replace("|", r"\|").replace("\t", " · ").replace("\n", "<br>")
                lines.append(f"| `{name}` | {tag.says} | {tag.where} | {shown} |")
        parts.append(f"## {title}\n\n" + "\n".join(lines) + "\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
