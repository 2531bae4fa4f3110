"""Persons: which records of several lists are one person, how sure that is, and what people have judged about it.

Names are loaded when they are first asked for, since comparison needs compiled code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from undercount.lazy import lazily

if TYPE_CHECKING:
    from undercount.link.persons.assignment import Clusters, Cut, Records, Ruled, assign, average_linkage
    from undercount.link.persons.blocking import (
        Candidates,
        Recall,
        RuleCount,
        block,
        key_records,
        measured_recall,
    )
    from undercount.link.persons.calibration import Bin, Calibration, calibrate, reliability
    from undercount.link.persons.comparisons import Comparison
    from undercount.link.persons.draws import Draws, draw
    from undercount.link.persons.evaluation import Evaluation, Scores, evaluate
    from undercount.link.persons.judgements import Agreement, Judgement, Verdict, agreement
    from undercount.link.persons.keys import Rule
    from undercount.link.persons.linking import Linkage, Options, extend, judge, likely_pairs, link
    from undercount.link.persons.lists import ListOf
    from undercount.link.persons.model import Field, Model, load_model
    from undercount.link.persons.prepared import Prepared, names_known, prepare
    from undercount.link.persons.recall import estimated_recall
    from undercount.link.persons.training import Effort, train

_WHERE = {
    "assignment": ("Clusters", "Cut", "Records", "Ruled", "assign", "average_linkage"),
    "blocking": ("Candidates", "Recall", "RuleCount", "block", "key_records", "measured_recall"),
    "calibration": ("Bin", "Calibration", "calibrate", "reliability"),
    "comparisons": ("Comparison",),
    "draws": ("Draws", "draw"),
    "evaluation": ("Evaluation", "Scores", "evaluate"),
    "judgements": ("Agreement", "Judgement", "Verdict", "agreement"),
    "keys": ("Rule",),
    "linking": ("Linkage", "Options", "extend", "judge", "likely_pairs", "link"),
    "lists": ("ListOf",),
    "model": ("Field", "Model", "load_model"),
    "prepared": ("Prepared", "names_known", "prepare"),
    "recall": ("estimated_recall",),
    "training": ("Effort", "train"),
}
_MODULES = {name: module for module, names in _WHERE.items() for name in names}

__all__ = [
    "Agreement",
    "Bin",
    "Calibration",
    "Candidates",
    "Clusters",
    "Comparison",
    "Cut",
    "Draws",
    "Effort",
    "Evaluation",
    "Field",
    "Judgement",
    "Linkage",
    "ListOf",
    "Model",
    "Options",
    "Prepared",
    "Recall",
    "Records",
    "Rule",
    "RuleCount",
    "Ruled",
    "Scores",
    "Verdict",
    "agreement",
    "assign",
    "average_linkage",
    "block",
    "calibrate",
    "draw",
    "estimated_recall",
    "evaluate",
    "extend",
    "judge",
    "key_records",
    "likely_pairs",
    "link",
    "load_model",
    "measured_recall",
    "names_known",
    "prepare",
    "reliability",
    "train",
]

__getattr__ = lazily(__name__, _MODULES)
