"""Frozen values for every word of the design, without input or output."""

from undercount.record.actor import Membership, actor_tree
from undercount.record.claim import Claim
from undercount.record.figure import Admission, Figure, Question
from undercount.record.judgement import Judgement
from undercount.record.passage import MediaTime, PageRegion, Passage, TableCell, TextPosition, TextQuote
from undercount.record.person import Person
from undercount.record.place import Place
from undercount.record.quantity import Quantity
from undercount.record.scope import Scope, Space
from undercount.record.source import Item, Source
from undercount.record.thing import Agreement, Facility, Incident, Strike
from undercount.record.tree import Tree
from undercount.record.victims import ALL_CELLS, cells
from undercount.record.vocabulary import Vocabulary, suggest, vocabulary
from undercount.record.when import ANY_TIME, When

__all__ = [
    "ALL_CELLS",
    "ANY_TIME",
    "Admission",
    "Agreement",
    "Claim",
    "Facility",
    "Figure",
    "Incident",
    "Item",
    "Judgement",
    "MediaTime",
    "Membership",
    "PageRegion",
    "Passage",
    "Person",
    "Place",
    "Quantity",
    "Question",
    "Scope",
    "Source",
    "Space",
    "Strike",
    "TableCell",
    "TextPosition",
    "TextQuote",
    "Tree",
    "Vocabulary",
    "When",
    "actor_tree",
    "cells",
    "suggest",
    "vocabulary",
]
