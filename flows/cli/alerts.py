"""`pledgewatch alert`: the ledger of alerts, and its channels."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer

from extract.faults import visible
from flows.cli.archive import HomeOption
from flows.cli.language import labels, language
from flows.settings import find_home, quiet_libraries

app = typer.Typer(
    no_args_is_help=True, help="Alerts: list them, send what waits, snooze or acknowledge one, test the channels."
)
AlertId = Annotated[
    str, typer.Argument(help="As `pledgewatch alert list` prints it; its beginning is enough.", metavar="ID")
]


def _stop(message: str) -> typer.Exit:
    print(f"pledgewatch: {message}", file=sys.stderr)
    return typer.Exit(1)


@app.command("list")
def list_(
    everything: Annotated[bool, typer.Option("--all", help="Also what is cleared or acknowledged.")] = False,
    home: HomeOption = None,
) -> None:
    """List the alerts that stand, newest first: id, day, state, first line; why one waits stands below it."""
    from flows.alerting.reach import why_waiting
    from warehouse.store import open_store

    say, routes = labels(), _routes()
    with open_store(find_home(home).database) as con:
        rows = con.execute(_LISTED, [everything]).fetchall()
        why = why_waiting(con, routes, datetime.now(UTC), language())
    for alert_id, raised, state, message in rows:
        word = say(f"alert_{state}")
        print(f"{alert_id}  {raised:%Y-%m-%d}  {word:<12}  {visible(str(message).splitlines()[0])}")
        if alert_id in why:
            print(f"{'':<32}{visible(why[alert_id])}")
    if not rows:
        print(say("alerts_none"))


_LISTED = """
select alert_id, raised_at,
       case when acked_at is not null then 'acknowledged' when cleared_at is not null then 'cleared'
            when snoozed_until > now()::timestamp then 'snoozed' when delivered_at is null then 'waiting'
            when alert_id not in (select alert_id from deliveries where what = 'raised' and channel <> 'nobody') then 'unrouted'
            else 'delivered' end, message
from alerts where ? or (acked_at is null and cleared_at is null) order by raised_at desc, alert_id
"""


@app.command()
def preview(
    alert_id: Annotated[
        str | None, typer.Argument(help="One alert, also one that was sent; without it, all that waits.", metavar="ID")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Print what would be sent to each address, as it would arrive, and when; nothing is sent."""
    from flows.alerting.previewing import preview as shown
    from warehouse.store import open_store

    with open_store(find_home(home).database) as con:
        if alert_id is not None:
            alert_id = _one(con, alert_id)
        for line in shown(con, _routes(), datetime.now(UTC), alert_id, language()):
            print(visible(line))


def _routes() -> Any:
    from flows.alerting.routes import RoutesError, load_routes

    try:
        routes = load_routes()
        routes.addresses()
    except RoutesError as error:
        raise _stop(str(error)) from error
    return routes


@app.command()
def send(home: HomeOption = None) -> None:
    """Look for new facts and send what waits: failed deliveries, the day's digest, what quiet hours held."""
    place = find_home(home)
    quiet_libraries(place)
    from flows.alerting.run import raise_alerts

    done = raise_alerts(place)
    say = labels()
    counts = {"raised": len(done.raised), "cleared": len(done.cleared), "delivered": done.delivered}
    print(say("alert_sent_of", **counts, waiting=done.waiting))
    for failure in done.failures:
        print(say("alert_not_sent", line=failure), file=sys.stderr)
    for fault in done.faults:
        print(say("alert_not_told", line=fault), file=sys.stderr)
    if done.failures or done.faults:
        raise typer.Exit(1)


@app.command()
def test() -> None:
    """Send a test message to every address of the routes; status 1 where one does not take it."""
    from flows.alerting.channels import send as send_one
    from flows.alerting.reach import unreached

    routes, say = _routes(), labels()
    addresses = [address for several in routes.addresses().values() for address in several]
    if not addresses:
        raise _stop(
            "no channel has an address; set PLEDGEWATCH_ALERT_URLS to Apprise addresses, or see flows/alerting/routes.yaml"
        )
    for line in (nobody := unreached(routes)):
        print(say("alert_nobody", line=line))
    failed = bool(nobody)
    for address in addresses:
        failure = send_one(
            address, "承诺追踪：测试消息", "这是一条测试消息：收到即表示渠道可用。pledgewatch alert test"
        )
        print(say("alert_taken", address=address.key) if failure is None else say("alert_refused", line=failure))
        failed = failed or failure is not None
    if failed:
        raise typer.Exit(1)


@app.command()
def snooze(
    alert_id: AlertId, days: Annotated[int, typer.Option(min=1, help="For how many days.")] = 7, home: HomeOption = None
) -> None:
    """Send nothing about one alert for some days."""
    until = datetime.now(UTC) + timedelta(days=days)
    _change(home, alert_id, {"snoozed_until": until.replace(tzinfo=None)})
    print(labels()("alert_silent", alert=alert_id, until=f"{until:%Y-%m-%d %H:%M}"))


@app.command()
def ack(
    alert_id: AlertId,
    wrong: Annotated[bool, typer.Option("--wrong", help="It was not right, or not worth telling.")] = False,
    who: Annotated[str, typer.Option(help="Who dealt with it.")] = "",
    note: Annotated[str, typer.Option(help="What is worth remembering.")] = "",
    home: HomeOption = None,
) -> None:
    """Mark one alert as dealt with; what you say of it counts in the view alert_precision."""
    now = datetime.now(UTC).replace(tzinfo=None)
    _change(home, alert_id, {"acked_at": now, "useful": not wrong, "acked_by": who or None, "note": note or None})
    print(labels()("alert_acked_wrong" if wrong else "alert_acked_useful", alert=alert_id))


def _one(con: Any, begin: str) -> str:
    """The alert whose id begins so."""
    found = [
        i for (i,) in con.execute("select alert_id from alerts where starts_with(alert_id, ?)", [begin]).fetchall()
    ]
    if len(found) != 1:
        what = "no such alert" if not found else f"{len(found)} alerts begin so; write more of it"
        raise _stop(f"{begin}: {what}; see: pledgewatch alert list --all")
    return found[0]


def _change(home: Any, alert_id: str, values: dict[str, Any]) -> None:
    from warehouse.publish import publish
    from warehouse.store import open_store

    place = find_home(home)
    quiet_libraries(place)
    with open_store(place.database) as con:
        found = _one(con, alert_id)
        setting = ", ".join(f"{column} = ?" for column in values)
        con.execute(f"update alerts set {setting} where alert_id = ?", [*values.values(), found])
        from flows.keeping import keep_ledger
        from flows.processing.site import bring_up_to_date
        from flows.processing.state import withheld_documents
        from flows.waiting import await_site, is_checked

        keep_ledger(con, place)
        if is_checked(con):  # else the run that checks what was judged publishes this as well
            await_site(con)
            publish(con, place.published, withheld_documents(con))
            for line in bring_up_to_date(place, con):
                print(f"pledgewatch: {line}", file=sys.stderr)
