"""How a file's work is paced: into how many shards it is cut, and how often memory is looked through meanwhile."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_MIN_SHARDS, _MAX_SHARDS = 1, 512
_FEWEST_ROWS = 2_000
_SHARDS_A_WORKER = 4
"""So many shards for each worker, of ``_FEWEST_ROWS`` or more, keep all workers busy to the end."""
_RARELY = (70_000, 20, 100)


def shards_for(rows: int, shard_rows: int, workers: int) -> int:
    """One shard for every ``shard_rows`` rows; with several workers more, as long as each has rows enough.

    >>> shards_for(1_000, 20_000, 2), shards_for(24_000, 20_000, 2), shards_for(24_000, 20_000, 1)
    (1, 8, 2)
    """
    shards = rows // shard_rows + 1
    if workers > 1:
        shards = max(shards, min(_SHARDS_A_WORKER * workers, rows // _FEWEST_ROWS))
    return max(_MIN_SHARDS, min(_MAX_SHARDS, shards))


@contextmanager
def rarely_collected() -> Iterator[None]:
    """While rows are scored the garbage collector looks round a hundred times less often.

    Scoring makes much that lives on and hardly a cycle; looking through it again and again took a quarter of the time.
    """
    usual = gc.get_threshold()
    gc.set_threshold(*_RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
