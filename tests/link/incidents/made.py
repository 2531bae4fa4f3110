"""Invented reports for the tests of incidents."""

from __future__ import annotations

from undercount.link.incidents import Report, Spot, Toll
from undercount.record import Quantity, When

HERE = (36.2, 37.15)


def made(
    name: str,
    source: str,
    when: str = "2016-12-10",
    *,
    at: tuple[float, float] | None = HERE,
    radius: float = 0.5,
    killed: int | None = 12,
    text: str = "",
    actors: tuple[str, ...] = (),
    targets: tuple[str, ...] = (),
    victims: tuple[str, ...] = (),
    cites: tuple[str, ...] = (),
    places: tuple[str, ...] = (),
    strikes: tuple[str, ...] = (),
) -> Report:
    tolls = () if killed is None else (Toll("civilian", Quantity(None, killed, None, "exactly", "person")),)
    spot = None if at is None else Spot(at[0], at[1], radius)
    return Report(
        name,
        source,
        When.parse(when),
        spot,
        places=places,
        actors=actors,
        targets=targets,
        tolls=tolls,
        victims=victims,
        text=text,
        cites=cites,
        strikes=tuple(When.parse(strike) for strike in strikes),
    )
