"""What each YAML file of this folder may hold: its keys, and lists of words that are sorted, none twice.

A key that is not named here is refused when the file is first read; tests/extract/language/test_schema.py holds that each is read by code.
"""

from __future__ import annotations

import itertools
import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictStr, ValidationError


class LanguageError(ValueError):
    """A file of words that is not as it must be; one line with file, key and remedy."""


def _in_order(items: list[str]) -> list[str]:
    for before, item in itertools.pairwise(items):
        if item == before:
            raise ValueError(f"“{item}” stands twice; take one out")
        if item < before:
            where = next(other for other in items if other > item)
            raise ValueError(f"“{item}” is out of order; put it before “{where}”")
    return items


def _compiled(items: list[str]) -> list[str]:
    for item in items:
        try:
            re.compile(item)
        except re.error as error:
            raise ValueError(f"“{item}” is no pattern ({error}); mend it") from error
    if len(set(items)) < len(items):
        raise ValueError("a pattern stands twice; take one out")
    return items


Text = Annotated[StrictStr, Field(min_length=1)]
# Words, of which the longest that fits counts; the order in the file is that of the characters' numbers (Unicode), as `sort` gives it.
Words = Annotated[list[StrictStr], Field(min_length=1), AfterValidator(_in_order)]
# Patterns are tried in the order of the file.
Patterns = Annotated[list[Text], Field(min_length=1), AfterValidator(_compiled)]
Pattern = Annotated[Text, AfterValidator(lambda text: _compiled([text])[0])]
Compared = Annotated[dict[Literal[">=", "<=", "~"], Words], Field(min_length=3)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Pdf(_Strict):
    image_share: float
    fewest_chars: int
    most_scanned: float


class Attachments(_Strict):
    """attachments.yaml."""

    pdf: _Pdf
    common: Text
    least_common: float


class _Comparators(_Strict):
    before: Compared
    after: Compared
    begins_a_noun: Words
    negations: Words


class Cues(_Strict):
    """cues.yaml."""

    comparators: _Comparators
    trailing: Words
    rise: Words
    fall: Words
    growth_nouns: Words
    not_growth: Words
    adverbials: Words
    adverbial_letters: Words
    verbs: Words
    manner: Words
    done: Words
    estimate: Words
    generic: Words
    half_heads: Words
    circumstances: Words
    actors: Words
    stages: Words
    predicates: Words
    again: Words
    place_words: Words


class _Listed(_Strict):
    pattern: Pattern
    address: Pattern
    column: Pattern


class _Kinds(_Strict):
    work_report: _Listed
    statistical_bulletin: _Listed
    progress_notice: _Listed


class _Next(_Strict):
    words: Words
    scripts: Patterns


class Discovery(_Strict):
    """discovery.yaml."""

    kinds: _Kinds
    fields: dict[str, Pattern]
    not_: Words = Field(alias="not")
    lesser: Words
    frames: Patterns
    smaller: Words
    leads: Words
    next: _Next
    day: Patterns
    address_day: Patterns
    furniture: Patterns


class Outline(_Strict):
    """outline.yaml."""

    review: Words
    plan: Words
    opening: Patterns
    tail: Words
    five_year_plans: dict[Text, int]
    promising_annex: Words


class _Titles(_Strict):
    rank: Words
    known: Words
    head: Words


class Projects(_Strict):
    """projects.yaml; `verbs` and `tails` hold the words by the milestone that they tell."""

    verbs: dict[str, Words]
    tails: dict[str, Words]
    titles: _Titles
    halls: Words
    centre_purposes: Words
    thoughts: Words
    in_clauses: Words
    adverbs: Words
    weak_verbs: Words
    tail_adverbs: Words
    classes: Words
    works: Words
    heads: Words
    institutions: Words
    constructing: Words
    not_places: Words
    unique: Words
    plural: Words
    proper: Words
    loose: Words
    abstract: Words
    general: Words


class Roles(_Strict):
    """roles.yaml: words and patterns, all tried at once."""

    told: Words
    reported: Patterns
    told_lightly: Words
    ended: Words
    promised: Words
    undertaken: Words
    promised_lightly: Words
    calls: Words
    aims: Words


class Scope(_Strict):
    """scope.yaml."""

    self_: Words = Field(alias="self")
    zones: Words
    groups: Words
    named: Words
    kinds: Words
    passing: Words
    guests: Words
    elsewhere: Words
    sites: Words
    each: Words
    works: Words


class Tables(_Strict):
    """tables.yaml."""

    targets: Pattern
    skipped: Patterns
    months: Patterns
    parts: Pattern
    index_base: Pattern
    names: Words
    units: Words
    growth: Words
    falling: Words
    share: Words
    generic: Words
    totals: Words
    empty: Words
    up: Words
    down: Words


class _Unit(_Strict):
    kind: Annotated[str, Field(pattern=r"^[a-z]+$")]
    size: Annotated[float, Field(gt=0)] | None = None
    countable: bool = False
    alike: bool = False
    common: bool = False
    complete: bool = False
    measures: Words | None = None


class Units(_Strict):
    """units.yaml."""

    units: dict[Text, _Unit]
    not_claims: Words
    per: Words
    other_words: Words
    bare_nouns: dict[Text, Words]


FILES: dict[str, type[BaseModel]] = {
    "attachments": Attachments,
    "cues": Cues,
    "discovery": Discovery,
    "outline": Outline,
    "projects": Projects,
    "roles": Roles,
    "scope": Scope,
    "tables": Tables,
    "units": Units,
}


def check(name: str, data: Any) -> None:
    """Raises LanguageError for the contents of `name`.yaml that are not as they must be."""
    try:
        FILES[name].model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ": ".join(str(part) for part in first["loc"] if part != "[key]")
        said = "unknown key; take it out" if first["type"] == "extra_forbidden" else first["msg"]
        raise LanguageError(f"extract/language/{name}.yaml: {where}: {said.removeprefix('Value error, ')}") from error
