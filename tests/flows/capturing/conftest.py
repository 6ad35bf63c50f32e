"""The fixtures of a land of many hosts, for the tests of this folder."""

from land import land, site  # noqa: F401
