"""python -m flows: the command `pledgewatch`."""

from flows.cli.app import main

if __name__ == "__main__":
    main()
