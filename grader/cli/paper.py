"""`grade PAPER` and `grade FOLDER`: the main job."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.opening import open_key, open_rubric, rubric_option
from grader.errors import FileError, UsageError

if TYPE_CHECKING:
    from grader.key import Key
    from grader.model import Rubric
    from grader.report import Report
    from grader.submission import Submission


_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(short_help="Grade a paper or a folder of papers (the default command).")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@rubric_option
@click.option("--explain", metavar="PART", help="Show how the mark of a part came about.")
@click.option(
    "--csv", "csv_path", metavar="FILE", help="For a folder: also write a table of marks (- for stdout)."
)
@click.option("--train", is_flag=True, help="Also train the network of the paper's program for 40 steps.")
@click.option(
    "--jobs", type=click.IntRange(0), default=0, help="For a folder: papers at once (0: one a core)."
)
@click.option(
    "--time", "seconds", type=click.FloatRange(1), default=60.0, help="For a folder: seconds a paper."
)
@click.option(
    "--memory", "megabytes", type=click.IntRange(256), default=4096, help="For a folder: MB a process."
)
@click.option(
    "--shard", metavar="K/N", help="For a folder: mark piece K of N only; `grade merge` joins them."
)
@click.option(
    "--dask", "cluster", metavar="ADDRESS", default="", help="For a folder: mark on a dask cluster."
)
@click.option(
    "--anonymous",
    "key_file",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="For a folder: pseudonyms everywhere; FILE tells who is who.",
)
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="For a folder: where pages and tables go (FOLDER/results).",
)
@click.option("--no-results", is_flag=True, help="For a folder: write no pages and tables.")
@click.option(
    "--moodle-worksheet",
    "worksheet",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="For a folder: Moodle's grading worksheet, filled in beside the results.",
)
@click.option(
    "--prairielearn-csv",
    "upload",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="For a folder: PrairieLearn's manual-grading CSV, filled in beside the results.",
)
@click.option(
    "--platform",
    "platforms",
    multiple=True,
    type=click.Choice(["gradescope", "prairielearn"]),
    help="For a folder: also a results.json a paper, as this platform reads it.",
)
@click.option("--html", metavar="FILE", type=_FILE, help="For one paper: also write the student's page.")
@click.option(
    "--markdown", metavar="FILE", type=_FILE, help="For one paper: the same in Markdown (- for stdout)."
)
@click.option("--strict", is_flag=True, help="Exit with 1 when something needs a person.")
def paper(
    path: Path,
    as_json: bool,
    rubric_path: Path | None,
    explain: str | None,
    csv_path: str | None,
    train: bool,
    jobs: int,
    seconds: float,
    megabytes: int,
    shard: str | None,
    cluster: str,
    key_file: Path | None,
    out: Path | None,
    no_results: bool,
    worksheet: Path | None,
    upload: Path | None,
    platforms: tuple[str, ...],
    html: Path | None,
    markdown: Path | None,
    strict: bool,
) -> int:
    """Grade PATH: a student's YAML file, or a folder or zip of them (unpacked beside it)."""
    if not path.exists() and not path.is_symlink():
        raise UsageError(_no_such(path))
    if path.suffix.lower() == ".zip" and path.is_file():
        from grader.classroom.archive import unpack

        unpack(path, path.with_suffix(""))
        path = path.with_suffix("")
    if path.is_dir():
        if explain:
            raise UsageError("--explain looks at one paper, not at a folder")
        if train:
            raise UsageError("--train looks at one paper, not at a folder")
        if html or markdown:
            raise UsageError("--html and --markdown are for one paper; a folder's pages go into its results")
        from grader.classroom.shards import Shard
        from grader.cli.folder import grade_folder
        from grader.cli.manner import Limits, Manner

        piece = Shard.parse(shard) if shard else None
        results = None if no_results or piece else out or path / "results"
        if (worksheet or upload or platforms) and not results:
            raise UsageError("files for platforms go with the results; leave --no-results and --shard out")
        manner = Manner(
            Limits(jobs, seconds, megabytes), piece, cluster, key_file, results, worksheet, upload, platforms
        )
        return grade_folder(
            path, rubric_path, as_json=as_json, csv_path=csv_path, strict=strict, manner=manner
        )
    if shard or cluster or key_file or out or worksheet or upload or platforms:
        raise UsageError(
            "--shard, --dask, --anonymous, --out and files for platforms are for a folder of papers"
        )
    if csv_path:
        raise UsageError("--csv writes the marks of a folder; for one paper, use --json")
    pages = Pages(html, markdown)
    return _grade_paper(
        path, rubric_path, as_json=as_json, explain=explain, train=train, strict=strict, pages=pages
    )


@dataclass(frozen=True, slots=True)
class Pages:
    """Where a student's page goes, in HTML and in Markdown; None for nowhere."""

    html: Path | None = None
    markdown: Path | None = None


def _grade_paper(
    path: Path,
    rubric_path: Path | None,
    *,
    as_json: bool,
    explain: str | None,
    train: bool,
    strict: bool,
    pages: Pages,
) -> int:
    from grader.loading.submission import load_submission
    from grader.pipeline import grade
    from grader.render.as_json import dumps, error_json, report_json

    try:
        submission = load_submission(path)
        rubric = open_rubric(rubric_path, submission.exam, path)
    except FileError as error:
        if as_json:
            click.echo(dumps(error_json(error)))
        raise
    key = open_key(rubric)
    if explain:
        from grader.cli.explain import explain_part

        status = explain_part(rubric, submission, key, explain)
        if train:
            _print_training(rubric, submission)
        return status
    report = _decided(grade(rubric, submission, key), path, rubric, key, submission)
    if pages.html or pages.markdown:
        _write_pages(pages, report, rubric, key, submission)
    if as_json:
        click.echo(dumps(report_json(report) | (_training_json(rubric, submission) if train else {})))
    else:
        from grader.render.consoles import stdout
        from grader.render.terminal import print_report

        print_report(report, rubric, stdout())
        if train:
            _print_training(rubric, submission)
    return 1 if strict and report.needs_review else 0


def _decided(report: Report, path: Path, rubric: Rubric, key: Key, submission: Submission) -> Report:
    """The report with a person's decisions, where `overrides.yaml` stands beside the paper or above it in its class."""
    if not any((folder / "overrides.yaml").exists() for folder in path.resolve().parents[:3]):
        return report
    from grader.classroom.names import name_of
    from grader.classroom.overrides import applied, load_overrides
    from grader.cli.deciding import class_folder
    from grader.pipeline import judge, notices
    from grader.pipeline import report as made_from
    from grader.placing import place

    folder = class_folder(path)
    placed = place(submission, rubric)
    name = name_of(path.resolve(), folder)
    verdicts = applied(judge(rubric, placed, key), load_overrides(folder), name, placed, rubric)
    return made_from(rubric, submission.student, submission.digest, verdicts, notices(rubric, placed))


def _write_pages(pages: Pages, report: Report, rubric: Rubric, key: Key, submission: Submission) -> None:
    from grader.placing import place
    from grader.render.as_markdown import feedback_markdown
    from grader.render.feedback import feedback
    from grader.render.pages import feedback_html

    shown = feedback(report, rubric, key, place(submission, rubric))
    for target, text in ((pages.html, feedback_html), (pages.markdown, feedback_markdown)):
        if target is not None and str(target) == "-":
            click.echo(text(shown), nl=False)
        elif target is not None:
            try:
                target.write_text(text(shown), encoding="utf-8")
            except OSError as cause:
                raise UsageError(f"cannot write {target}: {cause.strerror}") from cause
            click.echo(f"wrote {target}", err=True)


def _print_training(rubric: Rubric, submission: Submission) -> None:
    from grader.cli.training import print_training

    print_training(rubric, submission)


def _training_json(rubric: Rubric, submission: Submission) -> dict[str, object]:
    from grader.cli.training import trained
    from grader.render.training import observed_json

    return {"training": observed_json(trained(rubric, submission))}


def _no_such(path: Path) -> str:
    from difflib import get_close_matches

    from grader.cli import COMMANDS

    near = get_close_matches(str(path), COMMANDS, n=1)
    hint = f"; did you mean `grade {near[0]}`?" if near else ""
    return f"no file, folder or command “{path}”{hint}"
