"""The command line. Everything heavy is imported inside the command that needs it."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from types import MappingProxyType

import click

from grader import __version__
from grader.errors import GraderError

COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "autograde": "grader.cli.autograde:autograde",
        "calibrate": "grader.cli.calibrate:calibrate",
        "check": "grader.cli.check:check",
        "completion": "grader.cli.completion:completion",
        "diff": "grader.cli.diff:diff",
        "history": "grader.cli.override:history",
        "key": "grader.cli.key:key",
        "merge": "grader.cli.merge:merge",
        "override": "grader.cli.override:override",
        "paper": "grader.cli.paper:paper",
        "review": "grader.cli.review:review",
        "rubric": "grader.cli.rubric:rubric",
        "template": "grader.cli.template:template",
        "train": "grader.cli.train:train",
        "try": "grader.cli.attempt:attempt",
        "whatif": "grader.cli.whatif:whatif",
    }
)
DEFAULT = "paper"


class Commands(click.Group):
    """Commands imported when they are called; a path in the place of a command is graded."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands; grading itself needs none."""
        del ctx
        return [name for name in COMMANDS if name != DEFAULT]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default command before arguments that name none."""
        if args and args[0] not in COMMANDS and args[0] not in ("--help", "-h", "--version"):
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    no_args_is_help=True,
    subcommand_metavar="PAPER | FOLDER | COMMAND [OPTIONS]",
    epilog="`grade PAPER` or `grade FOLDER` is the main job; its options: `grade paper --help`.",
)
@click.version_option(__version__, prog_name="grade", message="%(prog)s %(version)s")
def cli() -> None:
    """Grade a deep-learning exam: marks, reasons, and what a person must still look at."""


def run() -> None:
    """Run the command line and exit; an error that concerns the user is shown, never traced."""
    try:
        status = cli.main(prog_name="grade", standalone_mode=False)
    except GraderError as error:
        from grader.render.faults import print_error

        print_error(error)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    sys.exit(status if isinstance(status, int) else 0)
