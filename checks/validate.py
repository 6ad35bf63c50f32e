"""Great Expectations, behind one door: frames and expectations in, what failed out. Importing it takes seconds,
so it is imported inside the function that needs it, without what we do not use (checks/great.py)."""

from __future__ import annotations

import logging
import shutil
import warnings
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from checks.great import great_expectations
from checks.suites import Expectation


class CheckError(Exception):
    """The checks could not be made, which is never a pass; one line that names the suite and the expectation."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One frame with its expectations. `index` are the columns that name a row where an expectation fails."""

    name: str
    frame: Any
    index: tuple[str, ...]
    expectations: Sequence[Expectation]


@dataclass(frozen=True, slots=True)
class Failure:
    """What stands against an expectation: how many rows, and their index columns (with the value looked at)."""

    count: int
    rows: list[Mapping[str, Any]]


def validate(batches: Sequence[Batch], data_docs: Path | None = None) -> dict[str, Failure | None]:
    """Validate every batch; expectation name -> what failed, or None where it held.

    With `data_docs`, the Data Docs are built there in place of those of the run before (which costs seconds). Raises CheckError where an
    expectation could not be evaluated: an unknown type, an unknown column, an exception inside.
    """
    with ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        gx = great_expectations()
        for name in list(logging.root.manager.loggerDict):  # its modules set levels of their own when they are imported
            if name.startswith("great_expectations"):
                logging.getLogger(name).setLevel(logging.ERROR)
        staging = None if data_docs is None else data_docs.with_name(f".{data_docs.name}.new")
        if staging is None:
            context = gx.get_context(mode="ephemeral")
        else:
            # Made anew each time: what earlier runs found stands in the table check_results.
            shutil.rmtree(staging, ignore_errors=True)
            staging.mkdir(parents=True)
            context = gx.get_context(mode="file", project_root_dir=staging)
        context.variables.progress_bars = {"globally": False}
        source = context.data_sources.add_or_update_pandas("warehouse")
        found: dict[str, Failure | None] = {}
        for batch in batches:
            found.update(_run(gx, context, source, batch, staging is not None))
        if data_docs is not None and staging is not None:
            context.build_data_docs()
            _put_in_place(staging, data_docs)
    return found


def _put_in_place(staging: Path, data_docs: Path) -> None:
    site = next(staging.glob("gx/uncommitted/data_docs/*/index.html"), None)
    if site is None:
        raise CheckError(f"{data_docs}: the Data Docs were not built; remove the folder and run again")
    shutil.rmtree(data_docs, ignore_errors=True)
    site.parent.replace(data_docs)
    shutil.rmtree(staging, ignore_errors=True)


def _run(gx: Any, context: Any, source: Any, batch: Batch, kept: bool) -> dict[str, Failure | None]:
    """What failed of one batch. `kept`: Great Expectations stores suite, definition and result, from which the Data Docs are made; the
    same validation without that takes half the time."""
    try:
        suite = gx.ExpectationSuite(name=batch.name, expectations=[_config(e) for e in batch.expectations])
        names = {asset.name for asset in source.assets}
        asset = source.get_asset(batch.name) if batch.name in names else source.add_dataframe_asset(batch.name)
        whole = {definition.name for definition in asset.batch_definitions}
        definition = (
            asset.get_batch_definition("whole")
            if "whole" in whole
            else asset.add_batch_definition_whole_dataframe("whole")
        )
        shape = {"result_format": "COMPLETE", "unexpected_index_column_names": list(batch.index)}
        if kept:
            suite = context.suites.add_or_update(suite)
            validation = context.validation_definitions.add_or_update(
                gx.ValidationDefinition(name=batch.name, data=definition, suite=suite)
            )
            outcome = validation.run(batch_parameters={"dataframe": batch.frame}, result_format=shape)
        else:
            outcome = definition.get_batch({"dataframe": batch.frame}).validate(suite, result_format=shape)
    except Exception as error:  # whatever it is, the checks were not made
        raise CheckError(f"suite {batch.name}: {_first_line(error)}") from error
    found: dict[str, Failure | None] = {}
    for result in outcome.results:
        name = str(result.expectation_config.meta["name"])
        fault = _exception(result.exception_info)
        if fault is not None:
            raise CheckError(f"suite {batch.name}, {name}: {fault}")
        if result.success:
            found[name] = None
            continue
        rows: list[Mapping[str, Any]] = list(result.result.get("unexpected_index_list") or [])
        found[name] = Failure(int(result.result.get("unexpected_count") or len(rows)), rows)
    missing = [e.name for e in batch.expectations if e.name not in found]
    if missing:
        raise CheckError(f"suite {batch.name}: no result for {', '.join(missing)}")
    return found


def _config(expectation: Expectation) -> dict[str, Any]:
    return {
        "type": expectation.type,
        "kwargs": expectation.kwargs,
        "severity": expectation.severity,
        "meta": {"name": expectation.name},
        "notes": f"{expectation.name}: {expectation.reason}",
    }


def _exception(info: Any) -> str | None:
    """The message of an exception in a result: it stands there plain, or once for each metric that failed."""
    if not isinstance(info, dict):
        return None
    entries = cast(dict[str, Any], info)
    if "raised_exception" in entries:
        return str(entries.get("exception_message")) if entries["raised_exception"] else None
    for value in entries.values():
        message = _exception(value)
        if message is not None:
            return message
    return None


def _first_line(error: BaseException) -> str:
    return next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
