"""The language of what the command says to people: --lang, PLEDGEWATCH_LANG, else the locale's; Chinese or English."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import zip_longest

from warehouse.labels import LANGUAGES, LabelError, Labels

LANGUAGE_VARIABLE = "PLEDGEWATCH_LANG"
_chosen: list[str] = []  # by --lang, for the one command that this process runs


def choose(lang: str | None) -> None:
    """Takes what --lang says; None leaves it to the environment. Raises LabelError for a language that is none of ours."""
    _chosen[:] = [Labels(lang).lang] if lang is not None else []


def asked_for(words: Sequence[str]) -> str:
    """The language that a command line asks for, before it is parsed: its help is said in it. A language that is none of ours is refused later."""
    for word, after in zip_longest(words, words[1:], fillvalue=""):
        given = after if word == "--lang" else word.removeprefix("--lang=") if word.startswith("--lang=") else ""
        if given in LANGUAGES:
            return given
        if not word.startswith("-") and given == "":
            break  # what comes behind a command's name is that command's
    try:
        return language()
    except LabelError:
        return "en"


def labels() -> Labels:
    """The words of the command's language."""
    return Labels(language())


def language() -> str:
    """zh or en: as chosen, as PLEDGEWATCH_LANG says, as the locale does; English where the locale is neither."""
    given = os.environ.get(LANGUAGE_VARIABLE, "").strip()
    if _chosen:
        return _chosen[0]
    if given:
        return Labels(given).lang
    locale = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return next((lang for lang in LANGUAGES if locale.lower().startswith(lang)), "en")
