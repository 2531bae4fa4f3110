from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import t as student

from undercount.count.estimators.combine import Replicates, combine_replicates, combine_strata
from undercount.count.estimators.result import ABSURD, Estimate
from undercount.count.estimators.strata import by_stratum
from undercount.errors import CountError

from .toys import TOY, made, plain, table

ONE = table(("x", "A", 600), ("x", "AB", 200), ("x", "BC", 182))


def replicate(centre: float, sd: float, documented: int = 982, seed: int = 0, **others: Any) -> Estimate:
    """Return an estimate whose missed number is log-normal."""
    rng = np.random.default_rng(seed)
    draws = documented + np.exp(centre + sd * rng.standard_normal((4, 1000)))
    low, middle, high = np.quantile(draws, [0.025, 0.5, 0.975])
    held = {"draws": draws, **others}
    return Estimate(TOY, ("A", "B"), (), documented, float(middle), float(low), float(high), 0.95, **held)


def test_a_mixture_holds_as_many_draws_of_each() -> None:
    parts = [replicate(6.0 + 0.05 * n, 0.2, seed=n) for n in range(5)]
    found = combine_replicates(parts)
    assert found.draws is not None
    assert found.draws.shape == (5, 4000)
    pooled = np.concatenate([part.draws.ravel() for part in parts if part.draws is not None])
    low, middle, high = np.quantile(pooled, [0.025, 0.5, 0.975])
    assert (found.low, found.estimate, found.high) == pytest.approx((low, middle, high), rel=1e-12)


def test_the_rule_of_verdata_is_rubin_s_on_the_log_scale() -> None:
    parts = [replicate(6.0 + 0.1 * n, 0.2 + 0.02 * n, documented=980 + n, seed=n) for n in range(6)]
    found = combine_replicates(parts, "verdata")
    logs = [np.log(part.draws - part.documented) for part in parts if part.draws is not None]
    within = np.mean([part.var(ddof=1) for part in logs])
    between = np.var([part.mean() for part in logs], ddof=1)
    carried = (1 + 1 / 6) * between
    deviate = student.ppf(0.975, 5 * (1 + within / carried) ** 2)
    ends = 982.5 + np.exp(np.mean(logs) + np.array([-1, 1]) * deviate * np.sqrt(within + carried))
    assert (found.low, found.high) == pytest.approx(tuple(ends), rel=1e-9)
    assert found.estimate == pytest.approx(np.mean([part.draws for part in parts]))
    assert found.documented == 982
    assert "980 to 985 persons" in found.notes[0]


def test_equal_replicates_lose_nothing() -> None:
    one = replicate(6.0, 0.3)
    for rule in ("mixture", "verdata"):
        found = combine_replicates([one, one, one], rule)
        assert found.low == pytest.approx(one.low, rel=0.03)
        assert found.high == pytest.approx(one.high, rel=0.03)
        assert found.notes == ()


def test_a_replicate_that_lies_apart_is_named() -> None:
    parts = [replicate(8.8, 0.16, seed=n) for n in range(9)]
    parts.insert(1, replicate(7.6, 0.12, seed=99))
    found = combine_replicates(parts)
    assert found.diagnosis["disagreeing"] == ["R2"]
    assert any(
        note.startswith("replicate R2 lies more than 2 standard deviations from the others") for note in found.notes
    )
    named = combine_replicates(parts, names=[f"run {n}" for n in range(10)])
    assert isinstance(named.detail, Replicates)
    assert named.detail.disagreeing == ("run 1",)


def test_a_refused_replicate_refuses_the_whole_unless_it_is_left_out() -> None:
    good = replicate(6.0, 0.2)
    bad = Estimate.refusal(TOY, ONE, "the chains disagree: run more", level=0.95)
    found = combine_replicates([good, bad, good])
    assert "1 of 3 were refused, first R2 (the chains disagree: run more)" in (found.refused or "")
    rest = combine_replicates([good, bad, good], without_refused=True)
    assert rest.refused is None
    assert "left out, since they were refused: R2" in rest.notes


def test_an_open_replicate_leaves_the_limit_open() -> None:
    parts = [made(ONE, 2000.0, 1500.0, None), made(ONE, 2100.0, 1500.0, 3000.0)]
    assert combine_replicates(parts).high is None
    assert combine_replicates(parts, "verdata").high is None


def test_rubin_s_rules_on_too_few_replicates_are_refused_instead_of_an_absurd_limit() -> None:
    parts = [replicate(5.0, 0.2, documented=100, seed=1), replicate(8.5, 0.2, documented=102, seed=2)]
    found = combine_replicates(parts, "verdata")
    assert found.refused == (
        "2 replicates are too few for Rubin's rules where they lie so far apart: the limits reach more than 1,000 times the 101 "
        "documented, which is no information; give more replicates, or mix their draws (rule='mixture')"
    )
    assert (found.estimate, found.low, found.high, found.documented) == (None, None, None, 101)
    assert found.diagnosis["missing_information"] > 0.9
    mixture = combine_replicates(parts)
    assert mixture.high is not None
    assert mixture.high < ABSURD * 101
    # The rule as it is written, without a limit on what it may say.
    logs = [np.log(part.draws - part.documented) for part in parts if part.draws is not None]
    within, carried = np.mean([part.var(ddof=1) for part in logs]), 1.5 * np.var([part.mean() for part in logs], ddof=1)
    deviate = student.ppf(0.975, (1 + within / carried) ** 2)
    assert 101 + np.exp(np.mean(logs) + deviate * np.sqrt(within + carried)) > ABSURD * 101
    near = [replicate(5.0, 0.2, documented=100, seed=1), replicate(5.3, 0.2, documented=102, seed=2)]
    assert combine_replicates(near, "verdata").refused is None


def test_of_two_replicates_none_is_the_one_astray_and_only_chains_are_trapped() -> None:
    two = [replicate(8.8, 0.16, seed=1), replicate(7.6, 0.12, seed=2)]
    found = combine_replicates(two)
    assert found.diagnosis["disagreeing"] == []
    assert not any("standard deviations" in note for note in found.notes)
    three = [*two, replicate(8.8, 0.16, seed=3)]
    without, _far = combine_replicates(three).notes
    assert without.startswith("replicate R2 lies more than 2 standard deviations from the others")
    assert "chain" not in without
    assert "look at what the imputation changed in it" in without
    chains, _far = combine_replicates([replace(part, diagnosis={"rhat": 1.001}) for part in three]).notes
    assert "a trapped chain looks like this, so run it again with other seeds" in chains


def test_wrong_words_are_one_sentence() -> None:
    one = replicate(6.0, 0.2)
    with pytest.raises(CountError, match="at least two replicates"):
        combine_replicates([one])
    with pytest.raises(CountError, match="the rule must be one of mixture, verdata"):
        combine_replicates([one, one], "mixtur")
    with pytest.raises(CountError, match="1 names for 2"):
        combine_replicates([one, one], names=["a"])


def test_strata_of_replicates_take_each_joint_draw_from_one_replicate() -> None:
    # In one imputation the hundred are in x, in the other in y: their total is certain although neither stratum's size is.
    here = table(("x", "A", 60), ("x", "B", 60), ("x", "AB", 80), ("y", "A", 6), ("y", "B", 6), ("y", "AB", 8))
    there = table(("x", "A", 6), ("x", "B", 6), ("x", "AB", 8), ("y", "A", 60), ("y", "B", 60), ("y", "AB", 80))
    found = combine_strata([by_stratum(here, plain), by_stratum(there, plain)])
    assert found.of("x").documented == 110
    total = found.total()
    assert total.low == pytest.approx(330, rel=0.1)
    assert total.high == pytest.approx(660, rel=0.1)
    drawn = [part for part in found.draws if part is not None]
    assert np.corrcoef(drawn[0], drawn[1])[0, 1] < -0.5


def test_a_stratum_that_one_imputation_left_empty_is_nobody_there() -> None:
    full = table(("x", "A", 60), ("x", "B", 60), ("x", "AB", 80), ("y", "A", 6), ("y", "B", 6), ("y", "AB", 8))
    bare = table(("x", "A", 60), ("x", "B", 60), ("x", "AB", 80))
    found = combine_strata([by_stratum(full, plain), by_stratum(bare, plain)])
    assert "only replicate R1 has anybody in this stratum" in found.of("y").notes
    drawn = found.draws[found.keys.index(("y",))]
    assert drawn is not None
    assert np.mean(drawn == 0) == pytest.approx(0.5)
    with pytest.raises(CountError, match="at least two replicates"):
        combine_strata([by_stratum(full, plain)])
    with pytest.raises(CountError, match="same columns"):
        combine_strata([by_stratum(full, plain), by_stratum(full, plain, level=0.9)])


def _of_colombia(shared: Path) -> dict[str, list[Estimate]]:
    """Return the truth commission's posterior of each year and replicate, taken as log-normal in the number missed."""
    years: dict[str, list[Estimate]] = defaultdict(list)
    with (shared / "mse" / "colombia_disappearance_year_cev_posterior_summaries.csv").open() as file:
        rows = sorted(csv.DictReader(file), key=lambda row: int(row["replica"][1:]))
    for number, row in enumerate(rows):
        documented = int(row["n_obs"])
        missed, sd = float(row["N_mean"]) - documented, float(row["N_sd"])
        spread = np.sqrt(np.log1p((sd / missed) ** 2))
        normal = np.random.default_rng(number).standard_normal(4000)
        normal = (normal - normal.mean()) / normal.std()
        draws = documented + np.exp(np.log(missed) - spread**2 / 2 + spread * normal)[None, :]
        low, high = np.quantile(draws, [0.025, 0.975])
        years[row["stratum_name"]].append(
            Estimate(TOY, ("A", "B"), (), documented, float(draws.mean()), float(low), float(high), 0.95, draws=draws)
        )
    return years


@pytest.mark.reference
def test_colombia_s_disappearances_by_year(shared: Path) -> None:
    years = _of_colombia(shared)
    combined = {year: combine_replicates(parts, "verdata") for year, parts in years.items()}
    # The yearly means add up to 214,418 from the draws themselves; these are log-normals with the published means.
    assert sum(part.estimate or 0 for part in combined.values()) == pytest.approx(214_418, rel=1e-3)
    trapped = combined["2001"]
    assert trapped.diagnosis["disagreeing"] == ["R2"]
    assert isinstance(trapped.detail, Replicates)
    # 10,501 to 21,564 in 2001, computed with 1.96; the rule's own quantile of Student's t is wider.
    root = np.sqrt(trapped.detail.within + 1.1 * trapped.detail.between)
    ends = np.mean([part.documented for part in years["2001"]]) + np.exp(
        np.mean(trapped.detail.centres) + np.array([-1.96, 1.96]) * root
    )
    assert tuple(ends) == pytest.approx((10_501, 21_564), rel=0.005)
    assert trapped.low is not None
    assert trapped.high is not None
    assert trapped.low < ends[0]
    assert trapped.high > ends[1]


@pytest.mark.reference
def test_colombia_s_two_replicates_of_men_in_1999(shared: Path) -> None:
    parts = []
    for name, documented in (("R1", 982), ("R2", 1045)):
        with (shared / "mse" / f"colombia_recruitment_{name}_hombre_1999_cev_posterior_draws.csv").open() as file:
            draws = np.array([float(next(iter(row.values()))) for row in csv.DictReader(file)])[None, :]
        low, middle, high = np.quantile(draws, [0.025, 0.5, 0.975])
        parts.append(
            Estimate(TOY, ("A", "B"), (), documented, float(middle), float(low), float(high), 0.95, draws=draws)
        )
    assert np.mean(parts[0].draws) == pytest.approx(2066, abs=1)  # type: ignore[arg-type]
    mixed = combine_replicates(parts)
    assert mixed.documented == round((982 + 1045) / 2)
    assert mixed.low is not None
    assert mixed.high is not None
    assert min(parts[0].low or 0, parts[1].low or 0) <= mixed.low
    assert mixed.high <= max(parts[0].high or 0, parts[1].high or 0)
