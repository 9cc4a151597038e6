"""`grade review CLASS`: a local page on which a person decides what was flagged."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.opening import open_key, open_rubric, rubric_option
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.review.session import Session

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(short_help="Decide the flagged answers of a class, in a local page.")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--by", default="", help="Who decides (git's user.name, or the login).")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port (0: any free one).")
@click.option("--no-browser", is_flag=True, help="Print the address and open nothing.")
@click.option(
    "--export", "target", metavar="FILE", type=_FILE, help="Write what waits as YAML to fill in, and end."
)
@click.option(
    "--import", "source", metavar="FILE", type=_FILE, help="Take in a file that was filled in, and end."
)
@rubric_option
def review(
    folder: Path,
    by: str,
    port: int,
    no_browser: bool,
    target: Path | None,
    source: Path | None,
    rubric_path: Path | None,
) -> int:
    """Open a page for the flagged answers of FOLDER, which was graded before: by question, without names.

    Each decision is kept in overrides.yaml at once. Keys: 0, 5 (half), 1, Enter, n, p, u (undo), / (find).
    """
    session = _session(folder, by, rubric_path)
    if target:
        from grader.review.exchange import export

        click.echo(
            f"wrote {export(session, target)} groups of {len(session.items)} answers to {target}", err=True
        )
        return 0
    if source:
        from grader.review.exchange import take_in

        decided = take_in(session, source)
        after = f"`grade {folder}` brings results up to date"
        if not decided:
            after = f"write `points:` behind the answers of {source} that you decide"
        click.echo(f"{decided} answers decided; {after}", err=True)
        return 0
    if not session.items:
        click.echo("nothing waits for a person", err=True)
        return 0
    _serve(session, port, opens=not no_browser)
    click.echo(
        f"{len(session.decided)} of {len(session.items)} decided; `grade {folder}` brings results up to date",
        err=True,
    )
    return 0


def _session(folder: Path, by: str, rubric_path: Path | None) -> Session:
    from grader.classroom.store import Store, store_path
    from grader.cli.deciding import author, now
    from grader.review.session import Session

    with Store(store_path(folder)) as store:
        exams = sorted({paper.exam for paper in store.papers() if paper.exam})
    if not exams:
        raise UsageError(f"nothing is stored of {folder}; run `grade {folder}` first")
    if len(exams) > 1 and rubric_path is None:
        raise UsageError(f"{folder} holds several exams ({', '.join(exams)}); name one with --rubric")
    rubric = open_rubric(rubric_path, exams[0], folder)
    session = Session(folder, rubric, open_key(rubric), by or author(), now)
    session.load()
    return session


def _serve(session: Session, port: int, *, opens: bool) -> None:
    import socket
    import webbrowser

    import uvicorn

    from grader.review.app import Guard, review_app

    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(("127.0.0.1", port))
        except OSError as cause:
            raise UsageError(f"port {port} is taken: {cause.strerror}") from cause
        guard = Guard(listening.getsockname()[1])
        click.echo(
            f"{len(session.items)} answers wait: {guard.address}\nCtrl-C ends it; decisions are kept.",
            err=True,
        )
        if opens:
            webbrowser.open(guard.address)
        config = uvicorn.Config(
            review_app(session, guard), log_level="warning", access_log=False, server_header=False, ws="none"
        )
        uvicorn.Server(config).run(sockets=[listening])
