"""The controlled vocabulary: what the reports measure, under every name they give it.

The indicators stand in `*.yaml` beside this file, one file a domain; `_decorations.yaml` holds the words that may
surround a name without changing what is measured. Both are data for people to edit; `check()` tells what is wrong.
"""

from extract.vocabulary.entries import Indicator, VocabularyError, load
from extract.vocabulary.names import check, match, normalise, scope

__all__ = ["Indicator", "VocabularyError", "check", "load", "match", "normalise", "scope"]
