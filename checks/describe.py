"""docs/checks.md, written from the suites themselves: `python -m checks.describe` renews it, and a test holds it equal."""

from __future__ import annotations

from pathlib import Path

from checks.suites import load_suites

PAGE = Path(__file__).resolve().parent.parent / "docs" / "checks.md"
_HEAD = """# Checks

Written from `checks/suites/*.yaml` by `python -m checks.describe`; do not edit it here.

Every night that has something new these expectations are held against the working tables before anything is published. **critical** keeps back what fails:
the *document* (its last good version stays published), the *claim* (its document is published without it; a verdict that rests on it is `unclear` and says
why; table `withheld`), the *verdict* (the promise is published, as `unclear`), or the *continuity* (nothing is said of the next plan). A document of which
more than a fifth of the claims fail, five at least, is kept back whole. `pledgewatch quarantine` lists documents and claims, and releases them.
**warning** and **info** are for the operator to read. One that has nothing to be
held against (an empty table, no earlier year) is recorded as skipped, and is no pass.
"""


def page() -> str:
    """The page as Markdown."""
    suites = load_suites()
    count = sum(len(suite.expectations) for suite in suites)
    parts = [_HEAD, f"{count} expectations in {len(suites)} suites.\n"]
    for suite in suites:
        parts.append(
            f"## {suite.name}\n\n| expectation | severity | keeps back | why | needs history |\n| --- | --- | --- | --- | --- |"
        )
        parts += [
            f"| `{e.name}` | {e.severity} | {e.withholds if e.severity == 'critical' else ''} | {_cell(e.reason)} | {'yes' if e.needs else ''} |"
            for e in suite.expectations
        ]
        parts[-1] += "\n"
    return "\n".join(parts)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
