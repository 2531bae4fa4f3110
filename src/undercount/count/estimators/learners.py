"""Learners of a person's chance to be on each of two lists, given what is known of the person.

All but the cell means come from scikit-learn, an extra that is imported when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators.covariates import Covariates
from undercount.errors import CountError
from undercount.record.vocabulary import suggest

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CELLS = 4
"""Where a documented person can be: on neither of the two lists (0), on the first only (1), the second only (2), on both (3)."""

Classifier: TypeAlias = Callable[[int], Any]
"""Given a seed, return a classifier with ``fit`` and ``predict_proba``, as scikit-learn has them."""

LEAVES = (10, 30, 100, 300)
"""The sizes of the smallest leaf among which a forest chooses (persons)."""

LEARNERS = ("stratified", "logistic", "forest", "boosting")


def probabilities(
    learner: str | Classifier, covariates: Covariates, cells: Ints, training: NDArray[np.bool_], seed: int
) -> Floats:
    """Learn from some persons and return the probability of each of the four cells for all the others, or for all if all were learnt from.

    Args:
        learner: The name of a learner, or what makes a classifier from a seed.
        covariates: What is known of the persons.
        cells: Where each person is.
        training: From whom is learnt.
        seed: The seed of the learner.

    Returns:
        One row for each person that was not learnt from, in order; for all persons if ``training`` is everybody.

    Raises:
        CountError: If there is no such learner, or scikit-learn is not installed.

    Shapes:
        cells, training: ``(persons,)``. Returns: ``(persons asked for, 4)``.
    """
    asked = training if training.all() else ~training
    if learner == "stratified":
        return _cell_means(covariates.cells, cells, training, asked)
    model = _classifier(learner, covariates.design.shape[1])(seed)
    design = covariates.design if covariates.design.shape[1] else np.zeros((len(cells), 1))
    found = np.zeros((int(asked.sum()), CELLS))
    with _one_thread():
        model.fit(design[training], cells[training])
        found[:, np.asarray(model.classes_, dtype=np.int64)] = model.predict_proba(design[asked])
    return found


def _one_thread() -> AbstractContextManager[Any]:
    """Keep linear algebra to one thread, so that the bits do not depend on the number of cores."""
    try:
        limits: AbstractContextManager[Any] = import_module("threadpoolctl").threadpool_limits(1)
    except ImportError:
        return nullcontext()
    return limits


def check_learner(learner: str | Classifier) -> None:
    """Raise unless the learner is one.

    Raises:
        CountError: If there is no learner of that name.
    """
    if isinstance(learner, str) and learner not in LEARNERS:
        raise CountError(
            f"a learner must be one of four, or make a classifier; {learner!r} is neither: {suggest(learner, LEARNERS)}"
        )


def _cell_means(strata: Ints, cells: Ints, training: NDArray[np.bool_], asked: NDArray[np.bool_]) -> Floats:
    """Return the shares in each person's stratum; the shares of all where nobody of the stratum was learnt from."""
    counts = np.zeros((int(strata.max()) + 1, CELLS))
    np.add.at(counts, (strata[training], cells[training]), 1.0)
    overall = counts.sum(axis=0) / counts.sum()
    sizes = counts.sum(axis=1, keepdims=True)
    shares: Floats = np.where(sizes > 0, counts / np.maximum(sizes, 1.0), overall)
    return shares[strata[asked]]


def _classifier(learner: str | Classifier, columns: int) -> Classifier:
    if not isinstance(learner, str):
        return learner
    try:
        from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
        from sklearn.linear_model import LogisticRegression
    except ImportError:
        raise CountError(
            f"the learner {learner!r} comes from scikit-learn, which is not installed: make extras installs it, or take the "
            "learner 'stratified'"
        ) from None
    if learner == "logistic":
        return lambda _: LogisticRegression(C=1.0, solver="newton-cholesky", max_iter=200)
    if learner == "forest":
        return lambda seed: _Forest(
            lambda leaf, trees: RandomForestClassifier(
                n_estimators=trees,
                min_samples_leaf=leaf,
                max_features=max(1, round(columns**0.5)),
                oob_score=True,
                random_state=seed,
                n_jobs=1,
            )
        )
    return lambda seed: HistGradientBoostingClassifier(
        learning_rate=0.05,
        max_iter=300,
        max_leaf_nodes=8,
        min_samples_leaf=30,
        early_stopping=True,
        validation_fraction=0.2,
        random_state=seed,
    )


class _Forest:
    """A random forest whose smallest leaf is chosen by what its trees say of the persons they have not seen.

    Small leaves chase single persons: the chance to be on both lists is then learnt near 0 for some of them, and the total explodes.
    """

    def __init__(self, make: Callable[[int, int], Any]) -> None:
        self._make = make

    def fit(self, design: Floats, cells: Ints) -> None:
        """Choose the leaf, then grow the forest."""
        leaves = [leaf for leaf in LEAVES if leaf * 8 <= len(cells)] or [LEAVES[0]]
        losses = [self._loss(leaf, design, cells) for leaf in leaves]
        self._forest = self._make(leaves[int(np.argmin(losses))], 200).fit(design, cells)
        self.classes_ = self._forest.classes_

    def predict_proba(self, design: Floats) -> Floats:
        """Return the probability of each class."""
        found: Floats = self._forest.predict_proba(design)
        return found

    def _loss(self, leaf: int, design: Floats, cells: Ints) -> float:
        """Return the log loss of the three probabilities that the estimate uses, among persons that a tree has not seen."""
        forest = self._make(leaf, 50).fit(design, cells)
        shares = np.zeros((len(cells), CELLS))
        shares[:, forest.classes_] = forest.oob_decision_function_
        total = 0.0
        for members in ([1, 3], [2, 3], [3]):
            chance = np.clip(shares[:, members].sum(axis=1), 1e-4, 1 - 1e-4)
            total -= float(np.log(np.where(np.isin(cells, members), chance, 1 - chance)).mean())
        return total
