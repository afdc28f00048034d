"""Thresholds promise a bounded error on cases like those they come from, and refuse to promise on too few."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_scoring.abstention import Abstention, TooFew, calibrate, upper_bound, with_thresholds
from qa_scoring.standard import default_standard


def drawn(n: int, seed: int = 0, sharp: float = 1.0) -> list[tuple[float, bool]]:
    """Pairs whose value is the true chance (``sharp`` 1), or overdone."""
    rng = random.Random(seed)
    pairs = []
    for _ in range(n):
        chance = rng.random()
        said = min(max(0.5 + (chance - 0.5) * sharp, 0.0), 1.0)
        pairs.append((said, rng.random() < chance))
    return pairs


class TestBound:
    @pytest.mark.parametrize(
        ("wrong", "n", "bound"),
        [(0, 29, 0.0981), (0, 59, 0.0495), (1, 46, 0.0991), (5, 100, 0.1023), (10, 100, 0.1637)],
    )
    def test_equals_the_published_values(self, wrong: int, n: int, bound: float) -> None:
        """One-sided 95 % Clopper-Pearson bounds, as tables give them."""
        assert upper_bound(wrong, n, 0.05) == pytest.approx(bound, abs=5e-4)

    @settings(deadline=None)
    @given(st.integers(0, 40), st.integers(1, 200), st.floats(0.01, 0.4))
    def test_lies_between_the_rate_and_one(self, wrong: int, n: int, doubt: float) -> None:
        """The bound is never below the rate seen, never above 1, and shrinks with more cases of the same rate."""
        wrong = min(wrong, n)
        bound = upper_bound(wrong, n, doubt)

        assert wrong / n <= bound + 1e-9 <= 1 + 1e-6
        assert upper_bound(wrong * 3, n * 3, doubt) <= bound + 1e-9


class TestCalibrate:
    def test_decides_the_sure_ones_and_leaves_the_rest(self) -> None:
        """Of calibrated values the surest at both ends are decided, with fewer errors than allowed."""
        found = calibrate(drawn(2_000))

        assert isinstance(found, Abstention)
        assert found.answered_from is not None
        assert found.unanswered_to is not None
        assert 0 < found.unanswered_to < 0.5 < found.answered_from < 1
        assert 0.1 < found.coverage < 0.6
        assert found.wrong <= 0.1 * found.decided

    def test_stricter_error_decides_less(self) -> None:
        """Half the error allowed, fewer decided."""
        pairs = drawn(3_000, seed=1)
        loose, strict = calibrate(pairs, error=0.10), calibrate(pairs, error=0.05)

        assert isinstance(loose, Abstention)
        assert isinstance(strict, Abstention)
        assert strict.coverage < loose.coverage

    def test_guarantee_holds_on_other_cases(self) -> None:
        """In at most one of ten calibrations may the error on new cases exceed the one allowed."""
        fresh = drawn(20_000, seed=999)
        broken = 0
        for seed in range(40):
            found = calibrate(drawn(400, seed=seed))
            assert isinstance(found, Abstention)
            high = [truth for value, truth in fresh if found.answered_from and value >= found.answered_from]
            low = [truth for value, truth in fresh if found.unanswered_to and value <= found.unanswered_to]
            over = bool(high) and sum(not truth for truth in high) > 0.1 * len(high)
            under = bool(low) and sum(low) > 0.1 * len(low)
            broken += over or under

        assert broken <= 4

    def test_values_that_say_nothing_decide_nothing(self) -> None:
        """A scorer that guesses gets no threshold, and the words for that are a plain share of nought."""
        rng = random.Random(5)
        found = calibrate([(rng.random(), rng.random() < 0.5) for _ in range(500)])

        assert isinstance(found, Abstention)
        assert (found.answered_from, found.unanswered_to, found.coverage) == (None, None, 0)

    def test_one_side_may_be_undecidable(self) -> None:
        """Where low values are often answered all the same, only high ones decide."""
        rng = random.Random(2)
        pairs = [(value, value > 0.6 or rng.random() < 0.5) for value in (rng.random() for _ in range(600))]
        found = calibrate(pairs)

        assert isinstance(found, Abstention)
        assert found.answered_from is not None
        assert found.unanswered_to is None

    def test_errors_that_gather_in_conversations_count_as_fewer_cases(self) -> None:
        """The same pairs, ten to a conversation that is wrong as a whole, promise less."""
        rng = random.Random(3)
        pairs: list[tuple[float, bool]] = []
        groups: list[int] = []
        for group in range(80):
            sure = group < 60
            for _ in range(10):
                value = rng.uniform(0.7, 1.0) if sure else rng.uniform(0.5, 0.7)
                pairs += [(value, sure or group % 4 > 0), (rng.random() / 2, False)]
                groups += [group, group]
        alone, together = calibrate(pairs), calibrate(pairs, groups)

        assert isinstance(alone, Abstention)
        assert isinstance(together, Abstention)
        assert alone.answered_from is not None
        assert together.answered_from is not None
        assert together.answered_from > alone.answered_from

    @pytest.mark.parametrize(
        "pairs",
        [[], [(0.9, True)] * 40, [(0.9, True)] * 300, [(0.9, True)] * 45 + [(0.1, False)] * 4],
        ids=["none", "few", "one-kind-only", "few-of-one-kind"],
    )
    def test_too_few_are_refused_in_words(self, pairs: list[tuple[float, bool]]) -> None:
        """With too few judged asks, or all of one kind, nothing is promised, and it is said what is missing."""
        found = calibrate(pairs)

        assert isinstance(found, TooFew)
        assert str(len(pairs)) in found.say("ru")
        assert str(found.needed) in found.say("en")

    @pytest.mark.parametrize(("error", "doubt"), [(0, 0.1), (1, 0.1), (0.1, 0), (0.1, 1.5)])
    def test_senseless_demands_are_errors(self, error: float, doubt: float) -> None:
        """An error or doubt outside (0, 1) is a mistake of the caller."""
        with pytest.raises(ValueError, match="between 0 and 1"):
            calibrate(drawn(100), error=error, doubt=doubt)

    def test_groups_must_match_the_pairs(self) -> None:
        """As many groups as pairs."""
        with pytest.raises(ValueError, match="2 groups for 100 pairs"):
            calibrate(drawn(100), ["a", "b"])

    @settings(deadline=None)
    @given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=50, max_size=120))
    def test_thresholds_never_cross(self, pairs: list[tuple[float, bool]]) -> None:
        """No value is both answered and missed, and what is counted as decided is."""
        found = calibrate(pairs)

        if isinstance(found, Abstention):
            assert 0 <= found.wrong <= found.decided <= found.n == len(pairs)
            if found.answered_from is not None and found.unanswered_to is not None:
                assert found.unanswered_to < found.answered_from


class TestInWords:
    def test_guarantee_names_its_cases_error_and_share(self) -> None:
        """People read on how many asks it rests, how many may be wrong, and how many are decided."""
        found = calibrate(drawn(2_000))
        assert isinstance(found, Abstention)

        for language in ("ru", "en"):
            said = found.guarantee(language)
            assert "2000" in said
            assert "10" in said
            assert str(round(found.coverage * 100)) in said

    def test_standard_takes_a_shops_own_thresholds(self) -> None:
        """The new revision decides by them, missed asks too; the old one stays as it is."""
        found = calibrate(drawn(2_000))
        assert isinstance(found, Abstention)
        base = default_standard("ru")
        own = with_thresholds(base, found, "shop-2")

        assert (own.version, own.answered_from, own.unanswered_to) == (
            "shop-2",
            found.answered_from,
            found.unanswered_to,
        )
        assert own.decide_unanswered
        assert not base.decide_unanswered

    def test_undecidable_side_stays_with_people(self) -> None:
        """Without a threshold for missed asks they are shown and never decided; without one for answers none pass."""
        found = Abstention(answered_from=None, unanswered_to=None, error=0.1, doubt=0.1, n=100, decided=0, wrong=0)
        own = with_thresholds(default_standard("en"), found, "shop-2")

        assert own.answered_from == 1.0
        assert not own.decide_unanswered
