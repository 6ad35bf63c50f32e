"""Where pledgewatch keeps its things, and what the environment says about it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extract.budget import Limits
    from extract.fetching.model import Options
    from extract.language import gazetteer
    from warehouse.site.pages import Imprint

HOME_VARIABLE = "PLEDGEWATCH_HOME"
SOURCES_VARIABLE = "PLEDGEWATCH_SOURCES"
WAIT_VARIABLE = "PLEDGEWATCH_WAIT"
CORRECTIONS_VARIABLE = "PLEDGEWATCH_CORRECTIONS"
CONTACT_VARIABLE = "PLEDGEWATCH_CONTACT"
SITE_VARIABLE = "PLEDGEWATCH_SITE_URL"
ERRORS_VARIABLE = "PLEDGEWATCH_ERRORS_URL"
AGENT_VARIABLE = "PLEDGEWATCH_AGENT"
SECONDS_VARIABLE = "PLEDGEWATCH_READ_SECONDS"
MEMORY_VARIABLE = "PLEDGEWATCH_READ_MEMORY"
_OF_SCANS = (900.0, 2048)  # eighty pages, each of which takes ten seconds; the engine holds some 900 MiB
LEAST_MEMORY = 256  # MiB; the reader itself holds some 100


class SettingError(ValueError):
    """A variable of the environment that cannot be used; one line with the remedy."""


@dataclass(frozen=True, slots=True)
class Home:
    """The folder that holds the archive, the working database and the published files."""

    root: Path

    @property
    def archive(self) -> Path:
        return self.root / "archive"

    @property
    def database(self) -> Path:
        return self.root / "work" / "warehouse.duckdb"

    @property
    def health(self) -> Path:
        return self.root / "health.json"

    @property
    def published(self) -> Path:
        return self.root / "published"

    @property
    def published_database(self) -> Path:
        return self.published / "pledges.duckdb"

    @property
    def site(self) -> Path:
        """The static site, brought up to date after each publication."""
        return self.root / "site"

    @property
    def site_state(self) -> Path:
        return self.root / "work" / "site.duckdb"

    @property
    def data_docs(self) -> Path:
        """What the checks found in the last night that had something to check, as pages for the operator."""
        return self.root / "data_docs"


def find_home(option: Path | None) -> Home:
    """The home folder: the option, else PLEDGEWATCH_HOME, else the platform's folder for data."""
    given = option or (Path(value) if (value := os.environ.get(HOME_VARIABLE)) else None)
    if given is None:
        from platformdirs import user_data_path

        given = user_data_path("pledgewatch", appauthor=False)
    return Home(given.expanduser().absolute())


def as_home(home: Home | str | None) -> Home:
    """The home folder a flow was given: as it is, as a path, or, for a deployed run without parameters, as find_home finds it."""
    if isinstance(home, Home):
        return home
    found = find_home(Path(home) if home else None)
    quiet_libraries(found)
    return found


def find_sources(option: Path | None) -> Path | None:
    """The folder of source files: the option, else PLEDGEWATCH_SOURCES; None means that the sample is used."""
    given = option or (Path(value) if (value := os.environ.get(SOURCES_VARIABLE)) else None)
    return given.expanduser().absolute() if given else None


def authority_certificate() -> Path | None:
    """The root certificate of the time-stamping authority, which goes into dossiers: PLEDGEWATCH_TSA_CA; None where none is set."""
    value = os.environ.get("PLEDGEWATCH_TSA_CA", "").strip()
    return Path(value).expanduser() if value else None


def site_url() -> str:
    """Where the site stands on the net, without a slash at its end: PLEDGEWATCH_SITE_URL; empty where it is on no net."""
    return os.environ.get(SITE_VARIABLE, "").strip().rstrip("/")


def site_imprint() -> Imprint:
    """Who answers for the site: PLEDGEWATCH_PUBLISHER; PLEDGEWATCH_SITE_CONTACT, else PLEDGEWATCH_CONTACT; PLEDGEWATCH_LICENCE, of the data; and
    PLEDGEWATCH_ERRORS_URL, where readers report errors, in which {id} and {url} are filled in. Raises SettingError for an address that is none."""
    from warehouse.site.pages import Imprint

    def given(name: str) -> str:
        return os.environ.get(name, "").strip()

    errors = given(ERRORS_VARIABLE)
    if errors and not errors.startswith(("https://", "http://", "mailto:")):
        raise SettingError(f"{ERRORS_VARIABLE}={errors}: is no address; begin it with https:// or mailto:, or unset it")
    return Imprint(
        given("PLEDGEWATCH_PUBLISHER"),
        given("PLEDGEWATCH_SITE_CONTACT") or given(CONTACT_VARIABLE),
        given("PLEDGEWATCH_LICENCE"),
        errors,
    )


def site_lang() -> str:
    """Language of the site's labels: PLEDGEWATCH_SITE_LANG, else zh."""
    return os.environ.get("PLEDGEWATCH_SITE_LANG", "").strip() or "zh"


def writer_wait() -> float:
    """Seconds that a run waits for another one that writes: PLEDGEWATCH_WAIT, else ten minutes."""
    value = os.environ.get(WAIT_VARIABLE, "").strip()
    return float(value) if value.replace(".", "", 1).isdigit() else 600.0


def find_corrections(option: Path | None, sources: Path | None = None) -> Path | None:
    """The folder of corrections: the option, else PLEDGEWATCH_CORRECTIONS, else `corrections` beside the folder of source files.

    None where there is none: then the corrections that the warehouse has stay as they are.
    """
    given = option or (Path(value) if (value := os.environ.get(CORRECTIONS_VARIABLE)) else None)
    if given is None and sources is not None and (beside := sources.parent / "corrections").is_dir():
        given = beside
    return given.expanduser().absolute() if given else None


def fetch_options() -> Options:
    """How we present ourselves to the sites we fetch from, as the environment says; the rest is extract.fetching.fetcher's."""
    from extract.fetching.model import AGENT, Options

    return Options(
        contact=os.environ.get(CONTACT_VARIABLE, "").strip(), agent=os.environ.get(AGENT_VARIABLE, "").strip() or AGENT
    )


def read_limits() -> Limits:
    """What reading one document may take: PLEDGEWATCH_READ_SECONDS, else 20 s; PLEDGEWATCH_READ_MEMORY in MiB, else 1024. Where pictures are read,
    what the longest scan takes: 900 s, 2048 MiB.

    Raises SettingError for what is no such number.
    """
    from extract.budget import Limits
    from extract.formats.scans.switch import reads_pictures

    usual = Limits(*_OF_SCANS) if reads_pictures() else Limits()
    seconds = _number(SECONDS_VARIABLE, usual.seconds, 0.1)
    return Limits(seconds, int(_number(MEMORY_VARIABLE, usual.mebibytes, LEAST_MEMORY)))


def _number(variable: str, usual: float, least: float) -> float:
    value = os.environ.get(variable, "").strip()
    if not value:
        return usual
    try:
        number = float(value)
    except ValueError:
        number = 0.0
    if not least <= number < 1e6:  # "nan" and "inf" are none either
        raise SettingError(f"{variable}={value}: give a number from {least:g} on, or unset it (then {usual:g})")
    return number


def quiet_libraries(home: Home) -> None:
    """Settings that libraries read at import: no telemetry, no server to wait for in vain, their files in our home.

    What the operator has set stays. Call it before Prefect or Great Expectations are imported.
    """
    settings = {
        "PREFECT_HOME": str(home.root / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",  # the default 20 is too short on a slow machine
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
        "PREFECT_CLI_PROMPT": "false",
        "DO_NOT_TRACK": "1",
        "GX_ANALYTICS_ENABLED": "false",
    }
    for name, value in settings.items():
        os.environ.setdefault(name, value)
    # Prefect makes its own folder but not the one above it, and then its server fails without a word.
    Path(os.environ["PREFECT_HOME"]).mkdir(parents=True, exist_ok=True)


def place_row(place: gazetteer.Place) -> dict[str, Any]:
    """A gazetteer entry as a row of `places`."""
    return {
        "place_code": place.code,
        "name": place.name,
        "level": place.level,
        "parent_code": place.parent_code,
        "fictional": False,
    }
