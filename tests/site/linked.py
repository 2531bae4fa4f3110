"""Make a small study of linked lists with everything that the site shows of them: judgements of two coders, an evaluation, places."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

from undercount.study import open_study
from undercount.study.evaluation import evaluate_study
from undercount.study.judging_pairs import judge_sheet

from ..study.lists_made import ASKED, DESIGN, NAMES, Linked, block
from ..study.support import AT, quiet

REASON = "the reason names nobody but must stay"


def declare(study: Linked, *more: str) -> None:
    """Declare the three lists, one of them with places, and a figure that asks for an estimate."""
    places = ['place = ["place_en"]']
    blocks = [block(name, *(places if name == "press" else [])) for name in NAMES]
    study.declare(*blocks, figures=[ASKED], link="\n".join(["draws = 6", *more]))


def judged(folder: Path) -> Linked:
    """Return a study in which two coders have judged pairs, by the truth but for one, and that was evaluated by the truth."""
    study = Linked(folder, replace(DESIGN, towns=6))
    declare(study)
    found = open_study(study.root).linked()
    truth, sides = study.truth(), found.linkage.candidates
    rows = []
    for at, (a, b) in enumerate(zip(sides.left.tolist(), sides.right.tolist(), strict=True)):
        one, other = found.records[a], found.records[b]
        if at % 6 == 0:
            verdict = "same" if truth[one] == truth[other] else "different"
            hasty = verdict if at % 36 else "different"
            coders = [("basil", hasty), ("amira", verdict)] if at % 12 == 0 else [("amira", verdict)]
            rows += [[*one, *other, said, REASON, coder] for coder, said in coders]
    sheet = folder / "sheet.csv"
    with sheet.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["list_1", "id_1", "list_2", "id_2", "verdict", "reason", "coder"], *rows])
    judge_sheet(study.root, sheet, at=AT, by="amira")
    evaluate_study(study.root, key(study), report=quiet)
    return study


def key(study: Linked) -> Path:
    """Return the truth as a key."""
    path = study.folder / "key.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = [[name, record, person] for (name, record), person in study.truth().items()]
        csv.writer(file).writerows([["list", "id", "key"], *rows])
    return path
