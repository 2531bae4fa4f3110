"""The peer at scale: ``python -m benchmarks.scale_peer 1000000`` links the lists of :mod:`benchmarks.scale` with Splink 5 alone.

Splink (https://moj-analytical-services.github.io/splink) is no dependency: install ``splink`` and ``pyarrow`` beside the project first. It
gets the names as a user would cut them, the first and the last word in Arabic where a list has Arabic, else in Latin letters, with sex, age
and day of death, three rules of blocking and its own comparisons; no name is transliterated, so pairs of an Arabic and a Latin name
cannot be found. What it says is how long the same number of records takes where names are compared as plain strings.
"""

from __future__ import annotations

import logging
import sys
import time
import warnings
from importlib import import_module
from typing import Any

import numpy as np

from benchmarks.scale import SEED, THRESHOLDS, design, pairs_of, peak
from undercount.link.synthetic import SyntheticLists, generate

Columns = dict[str, list[Any]]


def columns_of(drawn: SyntheticLists, name: str) -> Columns:
    """Return one list as Splink's columns."""
    table = drawn.lists[name]
    count = len(drawn.truth[name]["person"])
    names = [str(value or "").split() for value in table["name_ar" if "name_ar" in table else "name_en"]]
    return {
        "unique_id": [f"{name}-{at}" for at in range(count)],
        "given": [words[0] if words else None for words in names],
        "family": [words[-1] if len(words) > 1 else None for words in names],
        **{field: [None if value is None else str(value) for value in table[field]] for field in ("sex", "died")},
        "age": [None if value is None else int(value) for value in table["age"]],
        "person": [int(value) for value in drawn.truth[name]["person"]],
    }


def settings_of() -> Any:
    """Return what is compared, and the rules of blocking."""
    import splink.comparison_level_library as cll
    import splink.comparison_library as cl
    from splink import SettingsCreator, block_on

    near = [cll.AbsoluteDifferenceLevel("age", years) for years in (0, 1, 5)]
    return SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("given", [0.95, 0.88]),
            cl.JaroWinklerAtThresholds("family", [0.95, 0.88]),
            cl.ExactMatch("sex"),
            cl.ExactMatch("died"),
            cl.CustomComparison([cll.NullLevel("age"), *near, cll.ElseLevel()], output_column_name="age"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("given", "family", "sex"),
            block_on("family", "died"),
            block_on("given", "died"),
        ],
    )


def main(arguments: list[str]) -> int:
    """Link one size, and print what it takes."""
    from splink import DuckDBAPI, Linker, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    logging.getLogger("splink").propagate = False
    warnings.simplefilter("ignore")
    arrow: Any = import_module("pyarrow")
    drawn = generate(design(int(float(arguments[0]) if arguments else 1_000_000)), SEED)
    tables = [arrow.table(columns_of(drawn, name)) for name in drawn.lists]
    truth = np.concatenate([np.asarray(drawn.truth[name]["person"]) for name in drawn.lists])
    place = {name: at for at, name in enumerate(np.concatenate([table["unique_id"].to_numpy() for table in tables]))}
    before, clock, start = peak(), time.perf_counter(), time.process_time()
    api = DuckDBAPI()
    lists = [api.register(table, dataset_display_name=name) for name, table in zip(drawn.lists, tables, strict=True)]
    linker = Linker(lists, settings_of())
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for rule in (block_on("given", "family"), block_on("died", "age")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    predicted = linker.inference.predict(threshold_match_probability=min(THRESHOLDS)).as_duckdbpyrelation()
    found = predicted.select("match_probability, unique_id_l, unique_id_r").fetchnumpy()
    seconds, wall = time.process_time() - start, time.perf_counter() - clock
    print(
        f"{len(truth):>11,} records by Splink: {seconds:.1f} s processor, {wall:.1f} s clock; "
        f"peak {peak():.2f} GB, of which {before:.2f} before"
    )
    left, right = ([place[name] for name in found[side]] for side in ("unique_id_l", "unique_id_r"))
    same = truth[left] == truth[right]
    for threshold in THRESHOLDS:
        kept = found["match_probability"] >= threshold
        print(
            f"{'':>11} from probability {threshold}: pairs' precision {same[kept].mean():.4f}, "
            f"recall {same[kept].sum() / pairs_of(truth):.4f}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
