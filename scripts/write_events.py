"""Writes docs/events.md from flows/events.yaml; a test holds them equal.

uv run python scripts/write_events.py
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
HEAD = """# Events

Made from `flows/events.yaml` by `scripts/write_events.py`.

Each event is first a row of the table `events` and then sent to the Prefect server that `PREFECT_API_URL` names; what a server that is
down could not take is sent by the next run, for seven days. The same event may come twice, with the same id. Two labels of the
resource help to match: `prefect.resource.id`, and `pledgewatch.next`, the flow that the event starts (`none` where the caller goes on
by itself, as `pledgewatch nightly` does).

| chain | event | starts |
| --- | --- | --- |
| capture → process | `pledgewatch.capture.finished` with `pledgewatch.next: process` | the deployment `process` |
| process → alert | `pledgewatch.verdicts.changed` with `pledgewatch.next: alert` | the deployment `alert` |
| no night for 26 hours | no `pledgewatch.night.finished` | the deployment `alert`, which tells it once |
"""


def document() -> str:
    """The page."""
    from flows.events import catalogue

    parts = [HEAD]
    for kind in catalogue().values():
        parts.append(
            f"\n## {kind.name}\n\n{kind.when}\n\nResource: `pledgewatch.{kind.about}.*`\n\n| payload | |\n| --- | --- |\n"
        )
        parts.append("".join(f"| `{key}` | {meaning} |\n" for key, meaning in kind.payload.items()))
    return "".join(parts)


if __name__ == "__main__":
    (ROOT / "docs" / "events.md").write_text(document(), "utf-8")
