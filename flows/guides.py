"""Where the texts lie that the command points to: in a copy of the project where they are written, in an installed package beside it."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_INSTALLED = Path(__file__).with_name("texts")
# Name -> where it is written; pyproject.toml puts each into the wheel as texts/NAME.md.
GUIDES = {
    "sources": "sources/README.md",
    "corrections": "corrections/README.md",
    "using": "docs/using.md",
    "settings": "docs/settings.md",
    "cookbook": "docs/cookbook.md",
    "judging": "docs/judging.md",
    "operating": "docs/operating.md",
    "checks": "docs/checks.md",
    "events": "docs/events.md",
}


def guide(name: str) -> Path:
    """The file of a guide. Raises KeyError for a name that there is none of."""
    written = ROOT / GUIDES[name]
    return written if written.is_file() else _INSTALLED / f"{name}.md"


def deployments() -> Path:
    """prefect.yaml, which names what `up` deploys."""
    written = ROOT / "prefect.yaml"
    return written if written.is_file() else _INSTALLED / written.name
