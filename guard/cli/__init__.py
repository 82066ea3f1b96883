"""The commands. The only room that prints or exits.

Nothing heavy is imported here: each command's file is imported when it is asked for.
"""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module

import click

import guard
from guard.errors import GuardError, UsageError

_COMMANDS = {
    "scan": ("guard.cli.scan", "Read conversations, hold the suspects, hand on a clean set."),
    "drill": ("guard.cli.drill", "Test the alarm: what a scan would hold of attacks planted for the test."),
    "quarantine": ("guard.cli.quarantine", "List what is held; show, release or confirm it."),
    "history": ("guard.cli.history", "Keep a baseline of trusted conversations that scans compare with."),
    "export": ("guard.cli.export", "Write the clean set of a stored run as decisions stand now."),
    "verify": ("guard.cli.export", "Check a clean set against its manifest."),
    "report": ("guard.cli.report", "Write the report of a stored run."),
    "policy": ("guard.cli.policy", "List and test rules; judge a stored run again."),
    "models": ("guard.cli.models", "List and verify the models that ship; run models on texts."),
}
UNFINISHED = 3  # exit code: the work could not be finished


class _Terminated(BaseException):
    """The process was asked to end. Not an Exception, lest it is taken for a detector that failed."""


class _Lazy(click.Group):
    """Commands that are imported when called, so that --help answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, _ = _COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(module), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(guard.__version__, prog_name="guard")
def cli() -> None:
    """Find conversations planted to poison a support chatbot's training data.

    \b
    guard scan FILE             what is suspicious in this file, in seconds, offline
    guard scan FILE --clean OUT.jsonl --report OUT.html --store sqlite:///guard.db

    Exit codes: 0 done; 1 done, and the --fail-on condition holds; 2 wrong usage or configuration;
    3 could not finish.
    """


def main() -> None:
    """Run the command line, and turn what went wrong into words and an exit code."""
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        code = cli.main(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except (click.exceptions.Abort, _Terminated):
        _say("Stopped. Nothing was left half done.")
        sys.exit(UNFINISHED)
    except click.ClickException as error:
        error.show()
        sys.exit(UsageError.exit_code)
    except GuardError as error:
        _say(f"Error: {error}")
        sys.exit(error.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads on
        sys.exit(0)
    except Exception as error:
        if os.environ.get("GUARD_DEBUG"):
            raise
        _say(f"Error: {type(error).__name__}: {error}\nCure: set GUARD_DEBUG=1 to see where, and report it")
        sys.exit(UNFINISHED)
    finally:
        signal.signal(signal.SIGTERM, before)


def _terminate(*_: object) -> None:
    """Leave through every `finally`: temporary folders go, and pools end after the batch they are at."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # cleaning up is not interrupted
    raise _Terminated


def _say(message: str) -> None:
    from guard.cli.terminal import safe

    click.echo("\n".join(safe(line) for line in message.splitlines()), err=True)
