"""The processes in which documents, columns and site maps are read: one set for all of a run, started when first asked for."""

from __future__ import annotations

from extract.budget import Workers
from flows.settings import read_limits

_held: list[Workers] = []


def readers() -> Workers:
    """The run's workers, with the limits that the environment sets. Raises SettingError for limits that are none."""
    limits = read_limits()
    if not _held or _held[0].limits != limits:
        close_readers()
        _held.append(Workers(limits))
    return _held[0]


def close_readers() -> None:
    """Ends the processes at once, whatever they are doing. What they were reading is read by the next run."""
    while _held:
        _held.pop().close()


def refused(reader: str) -> str:
    """What stands for the version of the reader where a document went over its budget: another version tries again, and
    so does this one with another budget, since that is what the operator is told to do."""
    return f"{reader}/{read_limits()}"
