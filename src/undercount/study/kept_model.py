"""Kept model: a trained model that a study links with until it is told to train anew, so that a newer release leaves old links as they are.

It stands in ``things/linkage.json``, so that the ledger captures it with the settings and the same linkage can be made again. It holds no
name: how common names are is learnt again from the captured lists that it was trained on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from undercount.errors import LinkError
from undercount.ledger import Vault
from undercount.record import Item
from undercount.study.layout import Layout
from undercount.study.lists import Declared
from undercount.study.written import json_bytes

if TYPE_CHECKING:
    from undercount.link.names import Frequencies
    from undercount.link.persons import Model

NAME = "linkage.json"
"""Its file in ``things/``."""

LAST, NEW = "last", "new"
"""What may be asked for instead of a file: the model of the last run, and none."""

_NAMES_FROM = "names_from"
ListItems = tuple[tuple[str, str], ...]
"""Names of lists, each with the hash of the item that held it."""


@dataclass(frozen=True, slots=True)
class KeptModel:
    """Hold where a kept model stands.

    Args:
        path: Its file.
        sha256: The hash of its bytes.
        lists: The lists that it was trained on, in their order.
        names_from: From which captured lists it is learnt how common names are.
    """

    path: Path
    sha256: str
    lists: tuple[str, ...]
    names_from: ListItems


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """Hold what a kept model lends to a linkage.

    Args:
        model: The model.
        frequencies: How common names are; None where the lists themselves say it.
        sha256: The hash of the kept model's bytes.
    """

    model: Model
    frequencies: Frequencies | None
    sha256: str


def read_kept(things: Path) -> KeptModel | None:
    """Return the model that a study keeps; None where it keeps none.

    Args:
        things: The folder of the registers.

    Raises:
        LinkError: If the file is no such model.
    """
    path = things / NAME
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    held = _held(data, path)
    return KeptModel(path, hashlib.sha256(data).hexdigest(), tuple(held["lists"]), _pairs(held))


def trained(
    kept: KeptModel, lists: Sequence[Declared], vault: Vault, items: Mapping[str, Item], now: ListItems
) -> Trained:
    """Return what a kept model lends to a linkage.

    Args:
        kept: The model.
        lists: The declared lists.
        vault: The captured bytes.
        items: All items by their hash.
        now: The items that hold the lists now.

    Raises:
        LinkError: If the model was trained on other lists, or the names that it knows cannot be learnt again.
    """
    from undercount.link.persons import load_model, names_known
    from undercount.study.list_tables import records_in

    _need_lists(kept.lists, tuple(one.name for one in lists))
    model = load_model(kept.path)
    if kept.names_from == now:
        return Trained(model, None, kept.sha256)
    declared, found = {one.name: one for one in lists}, []
    for name, sha in kept.names_from:
        if sha not in items or name not in declared:
            raise LinkError(
                f"the kept model learnt names from item {sha[:12]} of list {name!r}, which this study does not hold: train anew with "
                f"`undercount link STUDY --model {NEW}`"
            )
        one = records_in(vault, items[sha], declared[name])
        found.append(one.declared.of(one.columns))
    return Trained(model, names_known(found), kept.sha256)


def choose(layout: Layout, asked: str, now: ListItems) -> None:
    """Keep a model, or none, from now on.

    Args:
        layout: Where the study's files stand.
        asked: :data:`LAST` for the model of the last run, :data:`NEW` for none, or a file with a saved model.
        now: The items that hold the lists now.

    Raises:
        LinkError: If there is no such model.
        OSError: If the file cannot be written.
    """
    target = layout.things / NAME
    if asked == NEW:
        target.unlink(missing_ok=True)
        return
    if asked == LAST:
        if not target.exists():
            _write(target, {**_last(layout), _NAMES_FROM: [list(one) for one in _names_of_last(layout)]})
        return
    path = Path(asked)
    if not path.is_file():
        raise LinkError(
            f"--model takes {LAST}, {NEW} or the file of a saved model, such as build/link/link.json; {asked!r} is none of these: check "
            "the path"
        )
    _need_model(path)
    held = _held(path.read_bytes(), path)
    _need_lists(tuple(held["lists"]), tuple(name for name, _ in now))
    names = _pairs(held)
    is_ours = bool({sha for _, sha in names} & {sha for _, sha in now})
    _write(target, {**held, _NAMES_FROM: [list(one) for one in (names if is_ours else now)]})


def _need_lists(of: tuple[str, ...], declared: tuple[str, ...]) -> None:
    """Refuse a model that was trained on other lists.

    Raises:
        LinkError: If it was.
    """
    if of != declared:
        raise LinkError(
            f"a model serves the lists that it was trained on, {', '.join(of)}, in this order; study.toml declares {', '.join(declared)}: "
            f"train anew with `undercount link STUDY --model {NEW}`"
        )


def _last(layout: Layout) -> dict[str, Any]:
    from undercount.study.linked_files import MODEL

    path = layout.link / MODEL
    if not path.is_file():
        raise LinkError(
            f"--model {LAST} keeps the model of the last run; there is none in {layout.link}: run `undercount link {layout.root}` first"
        )
    _need_model(path)
    return _held(path.read_bytes(), path)


def _names_of_last(layout: Layout) -> ListItems:
    from undercount.study.linked_files import PERSONS

    path = layout.link / PERSONS
    try:
        return tuple((str(one["list"]), str(one["item"])) for one in json.loads(path.read_bytes())["lists"])
    except (OSError, ValueError, KeyError, TypeError):
        raise LinkError(
            f"{path} must say which lists the last run linked; it does not: run `undercount link {layout.root}` first"
        ) from None


def _need_model(path: Path) -> None:
    from undercount.link.persons import load_model

    load_model(path)


def _held(data: bytes, path: Path) -> dict[str, Any]:
    try:
        held = json.loads(data)
        if isinstance(held, dict) and isinstance(held["lists"], list):
            _pairs(held)
            return held
    except (ValueError, KeyError, TypeError):
        pass
    raise LinkError(
        f"a kept model must be as `undercount link STUDY --model {LAST}` writes it; {path} is not: remove it to train anew"
    )


def _pairs(held: Mapping[str, Any]) -> ListItems:
    return tuple((str(name), str(sha)) for name, sha in held.get(_NAMES_FROM, ()))


def _write(target: Path, held: Mapping[str, Any]) -> None:
    made = target.with_suffix(".making")
    try:
        made.write_bytes(json_bytes(held))
        made.replace(target)
    finally:
        made.unlink(missing_ok=True)
