"""Runs whose worker died: Prefect goes on showing them as running, and they would block the next night for ever.

Run as `python -m flows.serving.recover` (with PREFECT_API_URL) before a worker starts: each is marked as crashed and begun anew with its
parameters. Every flow finds in the database what is still to do, so beginning anew does nothing twice.
"""

from __future__ import annotations


def recover() -> list[str]:
    """Mark and begin anew; returns a line for each run. To be called while no worker of the pool runs."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import (
        DeploymentFilter,
        DeploymentFilterName,
        FlowRunFilter,
        FlowRunFilterState,
        FlowRunFilterStateType,
    )
    from prefect.client.schemas.objects import StateType
    from prefect.states import Crashed

    under_way = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]
    lines: list[str] = []
    with get_client(sync_client=True) as client:
        runs = client.read_flow_runs(
            flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=under_way))),
            deployment_filter=DeploymentFilter(name=DeploymentFilterName(any_=["capture", "process", "alert"])),
        )
        for run in runs:
            client.set_flow_run_state(run.id, Crashed(message="Its worker ended."), force=True)
            if run.deployment_id is not None:
                client.create_flow_run_from_deployment(run.deployment_id, parameters=run.parameters)
                lines.append(f"{run.name}: its worker ended; begun anew")
    return lines


if __name__ == "__main__":
    print("\n".join(recover()))
