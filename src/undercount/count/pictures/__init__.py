"""Pictures of tables of capture histories and of estimates, for a notebook and for a page: one function each.

Each takes frozen results and returns a matplotlib figure that no pyplot knows of, so that nothing global is changed and no display is
needed; with ``ax=`` it draws into axes that are there. :func:`as_svg` makes a page's element of it. What is documented is solid and what is
estimated is pale in every one of them; a refused estimate is drawn as its reason and never as a number.

matplotlib is loaded when the first picture is drawn, not here.

Examples:
    >>> from undercount.count import CaptureHistories, pictures
    >>> histories = CaptureHistories.from_counts({"A": [1, 0, 1], "B": [0, 1, 1], "count": [30, 20, 10]}, ["A", "B"])
    >>> pictures.as_svg(pictures.overlap(histories))[:4]
    '<svg'
"""

from undercount.count.pictures.by_stratum import by_stratum
from undercount.count.pictures.chains import chains
from undercount.count.pictures.comparison import comparison
from undercount.count.pictures.overlap import overlap
from undercount.count.pictures.posterior import posterior
from undercount.count.pictures.sensitivity import Curve, sensitivity
from undercount.count.pictures.svg import as_svg
from undercount.count.pictures.weights import HasWeights, weights

__all__ = [
    "Curve",
    "HasWeights",
    "as_svg",
    "by_stratum",
    "chains",
    "comparison",
    "overlap",
    "posterior",
    "sensitivity",
    "weights",
]
