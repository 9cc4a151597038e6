"""`grade merge FOLDER`: the pieces of a class that several machines have marked, put together."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(short_help="Put together what `grade FOLDER --shard K/N` marked.")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
def merge(folder: Path) -> int:
    """Put the pieces of FOLDER together; `grade FOLDER` then shows them without marking anything again."""
    from grader.classroom.shards import merge as merge_shards
    from grader.classroom.store import store_path

    merged = merge_shards(store_path(folder))
    click.echo(
        f"merged {merged.shards} pieces, {merged.papers} papers; `grade {folder}` shows them", err=True
    )
    if merged.missing:
        click.echo(f"pieces not there yet: {', '.join(map(str, merged.missing))}", err=True)
    return 1 if merged.missing else 0
