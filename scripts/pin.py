"""Writes the versions that uv.lock resolved, as names and numbers only, to constraints.txt and to pyproject.toml.

Run it from anywhere after `uv lock --upgrade`; `tests/test_project_pins.py` holds the two lists equal.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = """\
# Exact versions of everything the project was tested with; the same list stands in pyproject.toml for uv.
# pip install -c constraints.txt .
"""


def resolved() -> list[str]:
    """name==version of each package of the lock file, with its marker where it has one; sorted by name."""
    flags = ["--all-groups", "--all-extras", "--no-hashes", "--no-annotate", "--no-header", "--no-emit-project"]
    text = subprocess.run(
        ["uv", "export", "--frozen", *flags], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    # pip refuses extras in a constraints file.
    pins = {
        re.sub(r"^([\w.-]+)\[[^\]]*\]", r"\1", line.strip()).replace("'", '"')
        for line in text.splitlines()
        if "==" in line
    }
    return sorted(pins, key=str.lower)


def main() -> None:
    pins = resolved()
    (ROOT / "constraints.txt").write_text(HEAD + "\n".join(pins) + "\n", "utf-8")
    quoted = "".join(f"  '{pin}',\n" if '"' in pin else f'  "{pin}",\n' for pin in pins)
    project = ROOT / "pyproject.toml"
    text, count = re.subn(
        r"(?ms)^constraint-dependencies = \[\n.*?^\]",
        lambda _: f"constraint-dependencies = [\n{quoted}]",
        project.read_text("utf-8"),
    )
    if count != 1:
        raise SystemExit(f"{project}: no list constraint-dependencies under [tool.uv]; add an empty one over two lines")
    project.write_text(text, "utf-8")
    print(f"{len(pins)} pins written to constraints.txt and pyproject.toml")


if __name__ == "__main__":
    main()
