"""routes.yaml: who is told of what, when, and through which channels."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import datetime, time
from fnmatch import fnmatchcase
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from extract.faults import named, one_line
from extract.yaml_files import read_yaml

ROUTES_VARIABLE = "PLEDGEWATCH_ROUTES"
DEFAULT = Path(__file__).with_name("routes.yaml")
Kind = Literal["missed", "lagging", "dropped", "lowered", "words_only", "edited", "rejected"]
Severity = Literal["low", "medium", "high"]
How = Literal["immediate", "digest"]
_SERVICE = re.compile(r"[a-z][a-z0-9]{0,15}")  # how Apprise calls a service
# Apprise takes the addresses that these services give out as they are.
_NATIVE = {
    "qyapi.weixin.qq.com": "wecombot",
    "oapi.dingtalk.com": "dingtalk",
    "open.larksuite.com": "lark",
    "open.feishu.cn": "feishu",
}
_RANK: dict[str, int] = {"low": 0, "medium": 1, "high": 2}


class RoutesError(ValueError):
    """The file of routes is wrong; one line that names the file, the place in it and the remedy."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Thresholds(_Model):
    """What tells nobody: gaps below a share of the target, in percent; verdicts less certain than `confidence`."""

    gap_percent: float = Field(0, ge=0)
    confidence: float = Field(0.8, ge=0, le=1)


class Route(_Model):
    """Alerts that fit all of its conditions go to one channel."""

    to: str
    how: How = "immediate"
    kinds: list[Kind] | None = None
    places: list[str] | None = None
    indicators: list[str] | None = None
    severity: Severity = "low"

    def fits(self, kind: str, severity: str, place: str | None, indicator: str | None) -> bool:
        """Whether an alert goes this way."""
        return (
            (self.kinds is None or kind in self.kinds)
            and _RANK[severity] >= _RANK[self.severity]
            and (self.places is None or any(fnmatchcase(place or "", pattern) for pattern in self.places))
            and (self.indicators is None or indicator in self.indicators)
        )


@dataclass(frozen=True, slots=True)
class Address:
    """One Apprise address. `key` names it in the ledger and in messages, for the address itself may hold a password."""

    channel: str
    url: str

    @property
    def scheme(self) -> str:
        """Names the service: wecombot, dingtalk, json …; an https address of a service's own is told by its host."""
        scheme = self.url.split(":", 1)[0].lower()
        return next((name for host, name in _NATIVE.items() if scheme == "https" and host in self.url), scheme)

    @property
    def key(self) -> str:
        scheme, mark, _ = self.url.partition("://")
        # What is no address may be a secret as it stands.
        service = scheme if mark and _SERVICE.fullmatch(scheme) else "address"
        return f"{self.channel}:{service}:{sha256(self.url.encode()).hexdigest()[:8]}"


class Routes(_Model):
    """The whole file."""

    timezone: str = "Asia/Shanghai"
    digest_at: time = time(7, 30)
    quiet_hours: tuple[time, time] | None = None
    backfill: Literal["silent", "tell"] = "silent"
    thresholds: Thresholds = Thresholds(gap_percent=0, confidence=0.8)
    severity: dict[Kind, Severity] = {}
    channels: dict[str, list[str]] = {}
    routes: list[Route] = []

    @field_validator("timezone")
    @classmethod
    def _is_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"{value!r} is no time zone; write one such as Asia/Shanghai") from error
        return value

    @model_validator(mode="after")
    def _channels_exist(self) -> Routes:
        for route in self.routes:
            if route.to not in self.channels:
                raise ValueError(
                    f"a route goes to {route.to!r}, which is no channel; one of {', '.join(self.channels)}"
                )
        return self

    def severity_of(self, kind: str) -> Severity:
        """How grave an alert of this kind is."""
        found: dict[str, Severity] = {**self.severity}
        return found.get(kind, "medium")

    def ways(self, kind: str, place: str | None, indicator: str | None) -> dict[str, How]:
        """Channel -> how, for one alert; where two routes lead to a channel, the faster one counts."""
        found: dict[str, How] = {}
        for route in self.routes:
            if route.fits(kind, self.severity_of(kind), place, indicator) and found.get(route.to) != "immediate":
                found[route.to] = route.how
        return found

    def is_quiet(self, now: datetime) -> bool:
        """Whether nothing goes out at this time (aware)."""
        if self.quiet_hours is None:
            return False
        begin, end = self.quiet_hours
        clock = now.astimezone(ZoneInfo(self.timezone)).time()
        return begin <= clock < end if begin <= end else clock >= begin or clock < end

    def digest_day(self, now: datetime) -> str | None:
        """The day whose digest may go out now; None before its hour."""
        local = now.astimezone(ZoneInfo(self.timezone))
        return local.date().isoformat() if local.time() >= self.digest_at else None

    def addresses(self) -> dict[str, list[Address]]:
        """Channel -> its addresses, references resolved; a channel without any is left out."""
        found = {
            channel: [Address(channel, url) for entry in entries for url in _resolve(entry)]
            for channel, entries in self.channels.items()
        }
        return {channel: addresses for channel, addresses in found.items() if addresses}


def _resolve(entry: str) -> list[str]:
    if entry.startswith("env:"):
        return os.environ.get(entry.removeprefix("env:"), "").split()
    if entry.startswith("block:"):
        from prefect.blocks.system import Secret

        try:
            block = cast(Any, Secret).load(entry.removeprefix("block:"))
        except ValueError as error:
            raise RoutesError(
                f"{entry}: no such Secret block in Prefect; make it in the UI, or use env:NAME"
            ) from error
        except Exception as error:  # its server is away
            raise RoutesError(
                f"{entry}: Prefect does not give it ({named(error)}); start its server, or use env:NAME"
            ) from error
        return str(block.get()).split()
    return [entry]


def load_routes(path: Path | None = None) -> Routes:
    """The routes of a file: the one given, that of PLEDGEWATCH_ROUTES, or the one that ships. Raises RoutesError."""
    given = path or (Path(value) if (value := os.environ.get(ROUTES_VARIABLE)) else None)
    file = given or DEFAULT
    try:
        return Routes.model_validate(read_yaml(file.read_text("utf-8"))[1] or {})
    except OSError as error:
        raise RoutesError(f"{file}: {error.strerror or error}; correct {ROUTES_VARIABLE}") from error
    except UnicodeDecodeError as error:
        raise RoutesError(f"{file}: is not UTF-8 text (byte {error.start}); save the file as UTF-8") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        said = getattr(error, "problem", None) or " ".join(str(error).split())
        remedy = getattr(error, "remedy", f"compare it with {DEFAULT}")
        raise RoutesError(f"{file}{line}: is no YAML ({said}); {remedy}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise RoutesError(
            f"{file}: {where}: {first['msg'].removeprefix('Value error, ')}; compare it with {DEFAULT}"
        ) from error
    except (ValueError, RecursionError) as error:  # of YAML: a day that is none, a nesting without end
        raise RoutesError(f"{file}: is no YAML ({one_line(error)}); compare it with {DEFAULT}") from error
