from __future__ import annotations

import os
import time
from typing import Any

import numpy as np
import pytest

from undercount.count.estimators import strata as strata_module
from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.linkage import propagate, propagate_strata
from undercount.count.estimators.methods import estimate
from undercount.count.estimators.result import Estimate
from undercount.count.estimators.simulate import simulate
from undercount.count.estimators.strata import StoppedStrata, by_stratum, by_stratum_each
from undercount.count.estimators.versions import StoppedVersions, estimate_versions, versions_of
from undercount.errors import CountError

from .toys import made, plain, table, toy

ROWS = [
    ("loose", "x", "A", 30), ("loose", "x", "AB", 20), ("loose", "x", "B", 17), ("loose", "y", "A", 9), ("loose", "y", "AB", 8),
    ("loose", "y", "B", 7), ("strict", "x", "A", 50), ("strict", "x", "AB", 5), ("strict", "x", "B", 31), ("strict", "y", "A", 12),
    ("strict", "y", "AB", 4), ("strict", "y", "B", 11),
]  # fmt: skip
"""The same persons under two linkages, in two places."""


def both() -> CaptureHistories:
    cells = [
        {"linkage": how, "place": place, "count": count, **{name: int(name in on) for name in "AB"}}
        for how, place, on, count in ROWS
    ]
    return CaptureHistories.from_counts(cells, ["A", "B"], strata=["linkage", "place"])


def stopped_at(monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    """Let a person press Ctrl-C as soon as a stratum is begun."""
    known = estimate

    def pressed(histories: CaptureHistories, *more: Any, **how: Any) -> Estimate:
        if place in dict(histories.stratum).values():
            time.sleep(0.5)  # while the other thread does the rest
            raise KeyboardInterrupt
        return known(histories, *more, **how)

    monkeypatch.setattr(strata_module, "estimate", pressed)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: {0, 1})


def test_versions_are_told_apart_and_keep_their_strata() -> None:
    found = versions_of(both(), ["linkage"])
    assert list(found) == [("loose",), ("strict",)]
    assert [part.documented for part in found.values()] == [91, 113]
    assert {(part.by, part.keys) for part in found.values()} == {(("place",), (("x",), ("y",)))}
    for (how,), part in found.items():
        for one in part.split():
            rows = [row for row in ROWS if row[0] == how and row[1] == dict(one.stratum)["place"]]
            assert one.counts.sum() == sum(row[3] for row in rows)
            assert one.overlaps[0, 1] == sum(row[3] for row in rows if row[2] == "AB")
    (same,) = versions_of(both(), []).values()
    assert (same.documented, same.by, same.keys) == (204, both().by, both().keys)
    apart = versions_of(both(), ["place", "linkage"])
    assert {key: (part.documented, part.by) for key, part in apart.items()}["x", "loose"] == (67, ())


def test_each_version_is_what_it_is_alone() -> None:
    versions = list(versions_of(both(), ["linkage"]).values())
    found = estimate_versions(versions, "chapman", seed=3)
    for table_, part in zip(versions, found, strict=True):
        alone = by_stratum(table_, "chapman", seed=3)
        assert [one.as_json() for one in part.estimates] == [one.as_json() for one in alone.estimates]
        assert np.array_equal(np.array(part.draws), np.array(alone.draws))


def test_a_mixture_of_what_is_known_is_the_mixture() -> None:
    histories, _ = simulate("sim1", seed=2)
    parts = {
        name: estimate_versions([histories], name)
        for name in ("loglinear-average", "loglinear-stepwise", "decomposable")
    }
    bare = estimate(histories, "loglinear-average")
    parts["latent-class"] = estimate_versions(
        [histories], "loglinear-bic"
    )  # any estimate will do to see that it is taken
    (made_of,) = estimate_versions([histories], "mixture", known=parts)
    mixed = made_of.of(())
    assert [part.method.name for part in mixed.detail.parts] == [
        "loglinear-average", "loglinear-stepwise", "decomposable", "loglinear-bic",
    ]  # fmt: skip
    assert mixed.detail.parts[0].as_json() == bare.as_json()


def test_strata_and_total_are_mixed_linkage_by_linkage() -> None:
    versions = list(versions_of(both(), ["linkage"]).values())
    parts = [by_stratum(version, toy) for version in versions]
    found = propagate_strata(parts, weights=[3, 1], names=["loose", "strict"], scale="persons")
    for key, mixed in zip(found.keys, found.strata, strict=True):
        values = np.concatenate([np.asarray(part.of(key).draws).ravel() for part in parts])
        weights = np.repeat([3 / 4, 1 / 4], values.size // 2) / (values.size // 2)
        centre = weights @ values
        assert mixed.split is not None
        assert mixed.split.total == pytest.approx(weights @ (values - centre) ** 2, rel=1e-9)
        assert mixed.estimate.stratum == (("place", key[0]),)
        assert sum(mixed.split.shares().values()) == pytest.approx(1)
    assert found.total is not None
    sums = [np.sum([one for one in part.draws if one is not None], axis=0) for part in parts]
    assert found.total.split is not None
    between = 3 / 4 * 1 / 4 * (sums[0].mean() - sums[1].mean()) ** 2
    assert found.total.split.linkage == pytest.approx(between, rel=1e-9)
    assert found.total.split.sampling == pytest.approx(3 / 4 * sums[0].var() + 1 / 4 * sums[1].var(), rel=1e-9)
    assert found.total.estimate.documented == round(3 / 4 * 91 + 1 / 4 * 113)
    assert any("hold 91 to 113 persons" in note for note in found.total.estimate.notes)
    assert propagate_strata(parts, total=False).total is None


def test_a_mixture_s_disagreement_is_doubt_about_the_model() -> None:
    histories, _ = simulate("sim1", seed=2)
    how: dict[str, Any] = {"methods": ["loglinear-average", "decomposable"]}
    found = propagate([histories], "mixture", scale="persons", **how)
    apart = propagate([histories], how["methods"], scale="persons")
    assert found.split is not None
    assert apart.split is not None
    assert found.split.model > 0
    assert found.split.model == pytest.approx(apart.split.model, rel=0.02)
    assert found.split.sampling == pytest.approx(apart.split.sampling, rel=0.02)
    assert apart.estimate.method.name == "mixture"


def test_what_only_tells_linkages_apart_is_no_stratum_of_the_whole() -> None:
    found = propagate(both().split()[::2], plain)
    assert found.estimate.stratum == (("place", "x"),)
    assert [row["name"] for row in found.versions()] == ["1", "2"]
    assert [row["weight"] for row in found.versions()] == [0.5, 0.5]


def test_a_stratum_that_a_linkage_does_not_have_is_refused_and_can_be_left_out() -> None:
    full, bare = (
        table(("x", "A", 60), ("x", "AB", 80), ("y", "A", 6), ("y", "AB", 8)),
        table(("x", "A", 60), ("x", "AB", 80)),
    )
    parts = [by_stratum(full, free), by_stratum(bare, free)]
    found = propagate_strata(parts, names=["full", "bare"])
    assert [part.estimate.refused is None for part in found.strata] == [True, False]
    assert "linkage bare (nobody is in this stratum" in str(found.strata[1].estimate.refused)
    assert found.total is not None
    assert found.total.estimate.refused is None
    assert propagate_strata(parts, without_refused=True).strata[1].estimate.refused is None
    with pytest.raises(CountError, match="parted by the same columns"):
        propagate_strata([by_stratum(full, free), by_stratum(full, free, level=0.9)])
    with pytest.raises(CountError, match="each linkage has one weight; there are 1 for 2"):
        propagate_strata(parts, weights=[1])


def free(histories: CaptureHistories, *, level: float = 0.95) -> Estimate:
    """Return twice the documented count of any table."""
    return made(
        histories, histories.documented * 2.0, histories.documented * 1.5, histories.documented * 3.0, level=level
    )


# Ctrl-C.


def test_who_stops_a_batch_has_the_strata_that_were_finished(monkeypatch: pytest.MonkeyPatch) -> None:
    places = table(
        ("x", "A", 30), ("x", "AB", 9), ("x", "B", 7), ("y", "A", 12), ("y", "AB", 9), ("y", "B", 3), lists="AB"
    )
    whole = by_stratum(places, "chapman")
    stopped_at(monkeypatch, "y")
    with pytest.raises(StoppedStrata) as stopped:
        by_stratum_each(places, ["chapman", "chao"])
    found = stopped.value.finished["chapman"]
    assert found.keys == (("x",),)
    assert found.of("x").as_json() == whole.of("x").as_json()
    assert stopped.value.undone == {"chapman": ("place=y",), "chao": ("place=x", "place=y")}


def test_a_stratum_is_finished_when_every_version_of_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    versions = list(versions_of(both(), ["linkage"]).values())
    stopped_at(monkeypatch, "y")
    with pytest.raises(StoppedVersions) as stopped:
        estimate_versions(versions, "chapman")
    assert stopped.value.undone == ("place=y",)
    assert [part.keys for part in stopped.value.finished] == [(("x",),), (("x",),)]
    stopped_at(monkeypatch, "x")
    with pytest.raises(StoppedVersions) as stopped:
        estimate_versions(versions, "chapman")
    assert "place=x" in stopped.value.undone
    assert all(part.keys in ((), (("y",),)) for part in stopped.value.finished)
