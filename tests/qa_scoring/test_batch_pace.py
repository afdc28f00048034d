"""Files are cut into shards that keep all workers busy; memory is looked through less often while they are scored."""

import gc

import pytest

from qa_scoring.batch_pace import rarely_collected, shards_for


@pytest.mark.parametrize(
    ("rows", "shard_rows", "workers", "shards"),
    [
        (0, 20_000, 1, 1),
        (19_999, 20_000, 1, 1),
        (45_000, 20_000, 1, 3),
        (3_000, 20_000, 2, 1),
        (5_000, 20_000, 2, 2),
        (60_000, 20_000, 2, 8),
        (60_000, 20_000, 4, 16),
        (900_000, 20_000, 2, 46),
        (500_000_000, 20_000, 2, 512),
    ],
)
def test_shards_are_enough_for_the_workers_and_not_too_small(
    rows: int, shard_rows: int, workers: int, shards: int
) -> None:
    """Small files stay whole, middling ones give each worker several shards, huge ones stop at a bound."""
    assert shards_for(rows, shard_rows, workers) == shards


def test_the_collector_is_as_before_afterwards() -> None:
    """The thresholds come back, after an error too."""
    usual = gc.get_threshold()
    with rarely_collected():
        assert gc.get_threshold() > usual
        assert gc.isenabled()
    assert gc.get_threshold() == usual
    with pytest.raises(ZeroDivisionError), rarely_collected():
        _ = 1 // 0
    assert gc.get_threshold() == usual
