"""The command `pledgewatch`, and python -m flows: what has to be settled before anything heavy is imported, then flows/cli/app.py."""

from flows import bytecode


def main() -> None:
    """Entry point of the command."""
    bytecode.keep()
    from flows.cli.app import main as run

    run()


if __name__ == "__main__":
    main()
