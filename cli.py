"""Lets a checkout run `python cli.py scan ...`; installed, the command is `guard`."""

from guard.cli import main

if __name__ == "__main__":
    main()
