"""The command's help in Chinese: help.zh.yaml says each text of the commands and options once more, and this puts it in its place.

What Typer says of a wrong call (“No such option”) it says in English, and has no place for other words.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from warehouse import yaml_data

FILE = Path(__file__).with_name("help.zh.yaml")
# The headings and notes that Typer puts around it, by their names there.
_FIXED = {
    "ARGUMENTS_PANEL_TITLE": "参数", "OPTIONS_PANEL_TITLE": "选项", "COMMANDS_PANEL_TITLE": "命令", "ERRORS_PANEL_TITLE": "错误",
    "DEFAULT_STRING": "[默认：{}]", "ENVVAR_STRING": "[环境变量：{}]", "REQUIRED_LONG_STRING": "[必填]", "ABORTED_TEXT": "已中止。",
    "RICH_HELP": "用 [blue]'{command_path} {help_option}'[/] 查看说明。",
}  # fmt: skip


def in_chinese(command: Any) -> Any:
    """A command of Typer's, with all that are below it, with its help in Chinese; a text without translation stays as it is."""
    from typer import rich_utils

    make = rich_utils._make_rich_text  # pyright: ignore[reportPrivateUsage]  # no setting says how lines are broken

    def folding(**words: Any) -> Any:
        """Chinese has no spaces to break lines at: what is longer than a line would be cut off."""
        text = make(**words)
        if hasattr(text, "overflow"):
            cast(Any, text).overflow = "fold"
        return text

    for name, value in {**_FIXED, "_make_rich_text": folding}.items():
        setattr(rich_utils, name, value)
    said = translations()
    for one in _parts(command):
        if one.help:
            one.help = said.get(one.help, one.help)
        if hasattr(one, "get_help_option"):
            _say_help(one, said)
    return command


def translations() -> dict[str, str]:
    """English text -> Chinese."""
    return yaml_data.read(FILE)


def texts(command: Any) -> set[str]:
    """All that the help of a command, and of those below it, says."""
    return {one.help for one in _parts(command) if one.help}


def _parts(command: Any) -> Iterator[Any]:
    """The command and its options, and all below it."""
    yield command
    yield from (one for one in command.params if hasattr(one, "help"))
    for below in getattr(command, "commands", {}).values():
        yield from _parts(below)


def _say_help(command: Any, said: dict[str, str]) -> None:
    make = command.get_help_option

    def made(context: Any) -> Any:
        option = make(context)
        if option is not None:
            option.help = said.get(option.help, option.help)
        return option

    command.get_help_option = made
