"""What flow runs show in Prefect: names, log lines, artefacts. Outside a run nothing of it happens."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from extract.language import gazetteer

CHINA = ZoneInfo("Asia/Shanghai")  # nights are named by the day of the places they follow
_SHOWN = 2


def run_name(flow: str) -> Callable[[], str]:
    """A namer of flow runs: flow, places where some are given, and the day in China."""

    def name() -> str:
        from prefect.runtime import flow_run

        given: dict[str, Any] = flow_run.parameters or {}
        parts = [flow, places_said(given.get("places") or []), f"{datetime.now(CHINA):%Y-%m-%d}"]
        return " ".join(part for part in parts if part)

    return name


def places_said(codes: Sequence[str]) -> str:
    """A few places by name, the others by their number."""
    names = [place.name if (place := gazetteer.place(code)) else code for code in codes[:_SHOWN]]
    more = f" +{len(codes) - _SHOWN}" if len(codes) > _SHOWN else ""
    return "、".join(names) + more


def _in_a_flow() -> bool:
    """Whether a flow run of Prefect is on; where nobody has imported Prefect none is, and it is not imported to find out."""
    context = sys.modules.get("prefect.context")
    return context is not None and context.FlowRunContext.get() is not None


def say(message: str) -> None:
    """A line for the operator: in the log of the flow run where there is one, else in ours."""
    if not _in_a_flow():
        logging.getLogger("pledgewatch").info(message)
        return
    from prefect.logging import get_run_logger

    get_run_logger().info(message)


def cause() -> str:
    """The id of the flow run that this happens in; empty outside one."""
    if not _in_a_flow():
        return ""
    from prefect.runtime import flow_run

    return str(flow_run.id or "")


def show_table(key: str, rows: Sequence[dict[str, Any]], description: str) -> None:
    """Keep a table with the flow run, for the Prefect UI; nothing where there are no rows or no run. Never fails a run."""
    if not rows or not _in_a_flow():
        return
    from prefect.artifacts import create_table_artifact

    try:
        create_table_artifact(key=key, table=list(rows), description=description)  # pyright: ignore[reportUnusedCoroutine]
    except Exception as error:  # the table is a convenience; its facts stand in the warehouse
        say(f"the table {key} could not be kept in Prefect: {error}")
