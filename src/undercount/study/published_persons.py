"""Published persons: what the site needs of linked lists, counts alone unless the study's policy says more."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from undercount.errors import StudyError
from undercount.study.coders import Coders
from undercount.study.layout import Layout

if TYPE_CHECKING:
    from undercount.study.linked import LinkedPersons
    from undercount.study.opened import Opened

EVALUATION = "evaluation"
"""The part that follows from a key outside the ledger, so that nobody can compute it again from the ledger."""

PREFIX = "person:"
"""How the target of a judgement on records begins."""

_TAKEN = (
    "inputs",
    "settings",
    "lists",
    "records",
    "persons",
    "persons_drawn",
    "blocking",
    "pairs",
    "overlap",
    "by_lists",
    "by_records",
    "cuts",
    "kept",
    "calibration",
    "judgements",
    "agreement",
)
_LIKE = re.compile(r"(no key shared, )?band (\d+)")


def persons_published(opened: Opened) -> dict[str, Any] | None:
    """Return what the site needs of a study's linked persons, as plain values; None where no list is declared.

    Raises:
        UndercountError: If the lists cannot be linked, or ``build/link/evaluation.json`` is damaged.
    """
    if not opened.settings.lists:
        return None
    found = opened.linked()
    return {
        **following(found, opened.settings.publish, opened.coders),
        EVALUATION: _evaluation(opened.layout, found.inputs),
    }


def following(found: LinkedPersons, policy: str, coders: Coders | None = None) -> dict[str, Any]:
    """Return of it all that follows from the ledger, which ``undercount verify`` computes again.

    Args:
        found: The linked persons.
        policy: Of :data:`undercount.study.lists.PUBLISH`.
        coders: How those who judged are called in public; by default by a number in the order of these judgements.
    """
    from undercount.study.linked_summary import naming, summary, unnamed
    from undercount.study.published_victims import FEWEST, victims_published

    told = summary(found)
    called = coders or Coders.of(one.coder for one in found.judgements)
    told["agreement"] = [{**one, "coders": [called.shown(name) for name in one["coders"]]} for one in told["agreement"]]
    named = set(naming(found))
    return {
        "policy": policy,
        **{name: told[name] for name in _TAKEN},
        "warnings": [*(warning for warning in told["warnings"] if warning not in named), *unnamed(found)],
        "model": _model(told["model"]),
        "fewest_in_area": FEWEST,
        "victims": victims_published(found, policy),
    }


def differs(
    published: Mapping[str, Any] | None, found: LinkedPersons, policy: str, coders: Coders | None = None
) -> bool:
    """Return whether what was published of linked persons is not what follows from the ledger."""
    held = {} if published is None else {name: value for name, value in published.items() if name != EVALUATION}
    return bool(held != json.loads(json.dumps(following(found, policy, coders))))


def without_records(corrections: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return decisions as they are published: of one about two records neither which they are nor why, since a reason can name them."""
    return [
        {**one, "claim": None, "because": "", "records": True} if str(one["claim"]).startswith(PREFIX) else dict(one)
        for one in corrections
    ]


def _model(model: Mapping[str, Any]) -> dict[str, Any]:
    """Return a model's levels in the order in which they speak for one person, names by how far up the scale of likeness they are."""
    return {
        "trained_on": model["trained_on"],
        "crowds": len(model["crowds"]),
        "fields": [{"name": one["name"], "levels": _levels(one["levels"])} for one in model["fields"]],
    }


def _levels(levels: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for one in levels:
        like = _LIKE.fullmatch(one["level"])
        if one["level"] == "missing":
            continue
        kind = one["level"] if like is None else "alike, no key shared" if like[1] else "alike"
        most = 0 if like is None else sum(_kind(other["level"]) == _kind(one["level"]) for other in levels)
        chances = {side: float(f"{one[side]:.6g}") for side in ("same", "other")}
        found.append({"level": kind, "step": int(like[2]) if like else 0, "steps": most, **chances})
    return found


def _kind(level: str) -> str:
    return level.rpartition("band ")[0] if _LIKE.fullmatch(level) else "other"


def _evaluation(layout: Layout, inputs: str) -> dict[str, Any] | None:
    """Return how good the linkage is by a key, if somebody evaluated it; of another linkage than this one only that it was so."""
    path = layout.link / "evaluation.json"
    try:
        held = json.loads(path.read_bytes())
        return {"now": True, **held} if held.pop("inputs") == inputs else {"now": False}
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise StudyError(
            f"the evaluation of a linkage must be as `undercount evaluate link` writes it; {path} is not: remove it, or evaluate again"
        ) from None
