"""What `pledgewatch add` of one document takes, into a home that has some: CPU seconds of the whole process tree, by stage.

    uv run python benchmarks/adding.py [--home HOME] [DOCUMENT]

Without a home one is made of the sample's pages but one, and that one is added. A home that is given is copied, and the copy used; it
must have been made by this version of the code, or all it holds is read anew. Printed after the stages: the start of the commands
that only read.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from measuring import command  # noqa: E402

SITE = ROOT / "flows" / "capturing" / "sample" / "site"
LIMIT = 12.0  # CPU seconds of an add, in all
QUICK = 1.0  # of a command that only reads


def run(*words: str | Path) -> tuple[float, str]:
    """CPU seconds, user and system, of the command and every process it started and waited for; and what it printed."""
    done = command(*words)
    return done.cpu, done.said


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("document", type=Path, nargs="?")
    parser.add_argument("--home", type=Path)
    given = parser.parse_args()
    pages = [p for p in sorted(SITE.rglob("*.html")) if p.parent.name != "shili"]
    document = given.document or pages.pop()
    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "home"
        if given.home:
            shutil.copytree(given.home, home)
        else:
            run("add", *pages, "--home", home)
        cpu, said = run("add", document, "--verbose", "--home", home)
        (held,) = re.findall(r"held\s+(\d+) documents", said)
        print(f"{document.name} into a home that then holds {held} documents\n")
        print(said[said.index("stage ") :].rstrip())
        print(f"{'with its end':<14}{'':8}{cpu:>8.2f}   at most {LIMIT:.0f}: {'held' if cpu < LIMIT else 'BROKEN'}\n")
        identifier = run("query", "select min(commitment_id) from commitments", "--home", home)[1].split()[-1]
        starts = {
            "--help": ["--help"],
            "query": ["query", "from missed limit 5", "--home", home],
            "show": ["show", identifier, "--home", home],
            "sources": ["sources", "--sources", SITE.parent / "sources"],
        }
        seconds = {command: run(*words)[0] for command, words in starts.items()}
    for words, cpu in seconds.items():
        print(f"{words:<14}{'':8}{cpu:>8.2f}   at most {QUICK:.0f}: {'held' if cpu < QUICK else 'BROKEN'}")


if __name__ == "__main__":
    main()
