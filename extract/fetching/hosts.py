"""What one run learns of a host: its pace, its robots.txt, whether it asked for a pause, whether it answers at all."""

from __future__ import annotations

import asyncio
import email.utils
from dataclasses import dataclass, field
from datetime import UTC, datetime

from aiolimiter import AsyncLimiter
from protego import Protego

from extract.fetching.addresses import RefusedError
from extract.fetching.model import Options


def seconds_of(retry_after: str) -> float | None:
    """Seconds to wait by Retry-After, as a number or a date (RFC 9110, 10.2.3); None where it says nothing."""
    value = retry_after.strip()
    if value.isdecimal():
        return float(value)
    try:
        when = email.utils.parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())


@dataclass(frozen=True, slots=True)
class Rules:
    """One host's robots.txt; `reason` instead of rules where the host must be left alone."""

    rules: Protego | None = None
    reason: str = ""

    def check(self, url: str, agent: str) -> None:
        """Raise RefusedError where the address is not ours to ask for."""
        if self.reason:
            raise RefusedError(self.reason)
        if self.rules and not self.rules.can_fetch(url, agent):
            raise RefusedError("robots.txt forbids it; look for the document elsewhere")


@dataclass(slots=True)
class Host:
    """One origin (scheme, host and port) during one run."""

    options: Options
    places: asyncio.Semaphore = field(init=False)  # how many may ask at a time
    robots: asyncio.Task[Rules] | None = None
    crawl_delay: float = 0.0
    dead: int = 0  # requests without an answer, one after the other
    _free_at: float = 0.0  # by the loop's clock: not before, the server said
    _limiter: AsyncLimiter | None = None

    def __post_init__(self) -> None:
        self.places = asyncio.Semaphore(self.options.max_per_host)

    def slow_to(self, delay: float) -> None:
        """Keep to the Crawl-delay of robots.txt, in seconds, as far as the options go along."""
        self.crawl_delay = min(delay, self.options.max_crawl_delay)
        self._limiter = None  # made for the pace before the file was known

    def pause(self, seconds: float) -> None:
        """Ask nothing of this host for so long: it said when to come back."""
        self._free_at = max(self._free_at, asyncio.get_running_loop().time() + seconds)

    def check_alive(self) -> None:
        """Raise RefusedError for a host that did not answer several requests on end."""
        if self.dead >= self.options.max_dead:
            raise RefusedError(f"the host gave no answer {self.dead} times running; it is left for the next night")

    async def wait(self, loopback: bool) -> None:
        """Wait until this host may be asked again."""
        clock = asyncio.get_running_loop()
        while (left := self._free_at - clock.time()) > 0:
            await asyncio.sleep(left)
        free = loopback and not self.options.pace_loopback
        interval = max(self.crawl_delay, 0.0 if free else self.options.per_host_interval)
        if interval > 0:
            self._limiter = self._limiter or AsyncLimiter(1, interval)
            await self._limiter.acquire()
