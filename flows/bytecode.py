"""Keeps Python's bytecode in the user's cache folder where the environment forbids it beside the sources.

Containers and CI set PYTHONDONTWRITEBYTECODE to keep their folders clean, and then every process compiles thousands of
files of its libraries anew: a third of what one `pledgewatch add` takes. Imports nothing that is not needed to decide.
"""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping
from contextlib import suppress

FORBIDDEN, FOLDER, SETTING = "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX", "PLEDGEWATCH_KEEP_BYTECODE"


def elsewhere(environ: MutableMapping[str, str]) -> bool:
    """Has `environ` name the cache folder for bytecode, for all processes that get it. True where that changed it.

    Nothing changes where bytecode is written anyway, where PYTHONPYCACHEPREFIX names a folder already, or where
    PLEDGEWATCH_KEEP_BYTECODE is 0. A folder that cannot be written does no harm: Python goes on without.
    """
    if not environ.get(FORBIDDEN) or environ.get(FOLDER) or environ.get(SETTING, "").strip() == "0":
        return False
    from platformdirs import user_cache_path

    environ[FOLDER] = str(user_cache_path("pledgewatch", appauthor=False) / "bytecode")
    del environ[FORBIDDEN]
    return True


def keep() -> None:
    """For the start of the command: this process begins anew with the setting of `elsewhere`, in ten milliseconds.

    It has to: multiprocessing hands the ban on to the reading and site-building processes by the flags that Python was
    started with, and these cannot be taken back. Windows cannot exchange a process; there it holds for this process and
    for what is started with its environment.
    """
    if not elsewhere(os.environ):
        return
    if os.name == "posix" and sys.executable:
        with suppress(OSError):  # no memory for it, or Python's file is gone: go on as on Windows
            os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
    here()


def here() -> None:
    """The setting of `elsewhere` for the imports of this process that are still to come."""
    sys.pycache_prefix, sys.dont_write_bytecode = os.environ[FOLDER], False
