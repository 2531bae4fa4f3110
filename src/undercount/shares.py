"""The interval of a share."""

from __future__ import annotations

from math import sqrt


def wilson(hits: float, of: float, z: float = 1.959964) -> tuple[float, float]:
    """Return Wilson's interval of a share.

    Args:
        hits: How many there are.
        of: Of how many.
        z: The normal quantile; 1.96 for 95 %.

    References:
        Wilson 1927, Probable inference, the law of succession, and statistical inference, Journal of the American Statistical
        Association 22.
    """
    if not of:
        return 0.0, 1.0
    share = hits / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return min(share, max(0.0, middle - half)), max(share, min(1.0, middle + half))
