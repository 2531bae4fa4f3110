from __future__ import annotations

from pathlib import Path

import pytest

from undercount.count.estimators.sensitivity import prior_sensitivity, priors_of
from undercount.errors import CountError

from .toys import broken, plain, read, table, toy

ONE = table(("x", "A", 60), ("x", "AB", 20), ("x", "BC", 20))


def test_each_prior_is_an_estimate_and_the_span_says_how_much_hangs_on_it() -> None:
    found = prior_sensitivity(ONE, toy, settings=[{}, {"factor": 2.05}, {"factor": 4.0}])
    assert [part.estimate for part in found.estimates] == [
        toy(ONE).estimate,
        toy(ONE, factor=2.05).estimate,
        toy(ONE, factor=4.0).estimate,
    ]
    assert found.span == (found.estimates[0].estimate, found.estimates[2].estimate)
    assert found.hangs_on_prior
    assert "hangs on its prior: over 3 priors" in found.sentence
    assert not prior_sensitivity(ONE, toy, settings=[{}, {"factor": 2.05}]).hangs_on_prior


def test_the_table_has_a_line_for_each_prior() -> None:
    found = prior_sensitivity(ONE, toy, settings=[{}, {"factor": 4.0}])
    assert [line.split()[0] for line in str(found).splitlines()] == ["prior", "default", "factor=4", "toy"]
    assert [part["options"] for part in found.as_json()["priors"]] == [{}, {"factor": "4.0"}]


def test_refusals_have_no_span() -> None:
    found = prior_sensitivity(ONE, broken, settings=[{}, {}])
    assert found.span is None
    assert not found.hangs_on_prior
    assert "gives no number under any" in found.sentence


def test_what_cannot_be_varied_is_one_sentence() -> None:
    with pytest.raises(CountError, match="'mt' has none that is known here"):
        prior_sensitivity(ONE, "mt")
    with pytest.raises(CountError, match="at least one prior"):
        prior_sensitivity(ONE, plain, settings=[])
    with pytest.raises(CountError, match="'delta' is not"):
        prior_sensitivity(ONE, plain, settings=[{"delta": 1}])
    assert priors_of("decomposable", 4) == ({}, {"prior": 0.125}, {"prior": 0.25}, {"prior": 0.5}, {"prior": 1.0})
    assert {"prior": 0.0625} in priors_of("decomposable", 5)


@pytest.mark.reference
def test_kosovo_hangs_on_the_prior_of_the_graphs(shared: Path) -> None:
    """The totals by the package dga: 12,595 with 1/16, 11,323 with 1/2; with 1 the saturated graph wins and says 4,617."""
    kosovo = read(shared / "mse" / "kosovo.csv")
    found = prior_sensitivity(kosovo, "decomposable", settings=[{"prior": 1 / 16}, {"prior": 1.0}])
    assert found.estimates[0].estimate == pytest.approx(12_595, rel=0.002)
    assert found.hangs_on_prior or found.estimates[1].refused is not None
    assert len(prior_sensitivity(kosovo, "decomposable").estimates) == 5
