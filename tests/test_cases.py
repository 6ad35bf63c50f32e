"""The invented cases beside the reference documents: each shows a kind of fault, and all come right."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def cases(corpus: Path) -> Path:
    folder = corpus.parent / "cases"
    if not folder.is_dir():
        pytest.skip("no cases beside the reference documents")
    return folder


def _run(*words: str | Path) -> str:
    done = subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, timeout=600)
    return done.stdout + done.stderr


def test_pages_and_notices(cases: Path) -> None:
    said = _run(cases / "pages" / "check.py", ROOT)
    assert re.search(r"^pass 25 fail 0\b", said, re.M), said


def test_pairs_of_reports(cases: Path, tmp_path: Path) -> None:
    said = _run(cases / "pair_of_reports.py", cases / "judging.yaml", "--product", ROOT, "--home", tmp_path, "--direct")
    assert re.search(r"38\s*(?:of|/)\s*38", said), said[-3000:]
