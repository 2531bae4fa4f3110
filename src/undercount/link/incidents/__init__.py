"""Incidents: which reports are of one event, which are strikes of one incident, and which repeat one another.

Usable alone: plain values in, plain values out, no study and no file. ``from undercount.link.incidents import Report, join_incidents``.
"""

from undercount.link.incidents.candidates import Candidates, candidates
from undercount.link.incidents.clusters import Cut
from undercount.link.incidents.evidence import Evidence
from undercount.link.incidents.join import Joined, Trees, join_incidents
from undercount.link.incidents.joined import JoinedIncident, SaidToll, ToldStrike
from undercount.link.incidents.judged import Verdict
from undercount.link.incidents.origins import Origin, Repetition, same_origin
from undercount.link.incidents.pairs import Block, Pair
from undercount.link.incidents.report import Report, Spot, Toll
from undercount.link.incidents.rules import DEFAULT, Rules
from undercount.link.incidents.sheet import pair_sheet, to_ask, verdicts_of
from undercount.link.incidents.summary import Summary
from undercount.link.incidents.wording import Mark, marks

__all__ = [
    "DEFAULT",
    "Block",
    "Candidates",
    "Cut",
    "Evidence",
    "Joined",
    "JoinedIncident",
    "Mark",
    "Origin",
    "Pair",
    "Repetition",
    "Report",
    "Rules",
    "SaidToll",
    "Spot",
    "Summary",
    "ToldStrike",
    "Toll",
    "Trees",
    "Verdict",
    "candidates",
    "join_incidents",
    "marks",
    "pair_sheet",
    "same_origin",
    "to_ask",
    "verdicts_of",
]
