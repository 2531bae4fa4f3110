"""Decomposable graphical models of the lists, averaged by their posterior probability."""

from undercount.count.estimators.graphs.average import DECOMPOSABLE, decomposable
from undercount.count.estimators.graphs.words import GraphAverage, WeightedGraph

__all__ = ["DECOMPOSABLE", "GraphAverage", "WeightedGraph", "decomposable"]
