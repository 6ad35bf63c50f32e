# What is done often. `uvx --from rust-just just` lists it, `uvx --from rust-just just quick` runs one; `bash .ci/run` is what CI runs.

set positional-arguments

# The list of what can be run
default:
    @just --list

# Everything that has to hold before a change is taken
ci *words:
    bash .ci/run "$@"

# Lint, format and types
lint:
    uv run ruff check
    uv run ruff format --check
    uv run pyright

# Mend what lint and format can mend by themselves
mend:
    uv run ruff check --fix
    uv run ruff format

# What whoever edits a rule or a word list wants to know, in under a minute
quick *words:
    uv run pytest -m "not slow and not server and not endurance" --ignore tests/flows --ignore tests/warehouse/site "$@"

# All tests but those of endurance
test *words:
    uv run pytest "$@"

# Kills at random moments, memory under load
endurance *words:
    uv run pytest -m endurance "$@"

# Accuracy on the reference documents (PLEDGEWATCH_CORPUS), with the scorers' tables
accuracy:
    uv run pytest -n 0 -s tests/test_accuracy.py

# Pages that are written from data: docs/checks.md, docs/judging.md, docs/reading.md, docs/events.md
pages:
    uv run python -m checks.describe
    uv run python -m warehouse.ruleset
    uv run python -m extract.tags
    uv run python scripts/write_events.py

# The sample, the whole way
night:
    uv run pledgewatch nightly
