"""The pictures: what is drawn is what was counted, what was refused is words, and no two texts meet."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import matplotlib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.text import Text

from tests.count.kosovo import HISTORIES as KOSOVO
from undercount.count import CaptureHistories, pictures
from undercount.count.estimators.result import Estimate, Method
from undercount.count.pictures import style
from undercount.count.pictures.chains import judged
from undercount.errors import CountError

WHY = "the chains do not agree (R-hat 1.47, stratum year=1999): run longer, or leave out a list"
AVERAGED = Method("decomposable", "Decomposable graphs, averaged", ("a",), "b")


@dataclass(frozen=True)
class Kept:
    model_weights: list[tuple[str, float, float | None]] = field(default_factory=list)
    swaps: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Points:
    xis: Any
    totals: Any
    lows: Any
    highs: Any
    documented: int


def method(title: str = "Latent class model") -> Method:
    return Method(title.lower().replace(" ", "-"), title, ("a",), "b")


def found(
    total: float | None = 10_430.0,
    low: float | None = 9_060.0,
    high: float | None = 13_759.0,
    *,
    title: str = "Latent class model",
    of: CaptureHistories = KOSOVO,
    **more: Any,
) -> Estimate:
    return Estimate(method(title), of.lists, of.stratum, of.documented, total, low, high, 0.95, **more)


def refused(why: str = WHY, *, title: str = "Chapman", of: CaptureHistories = KOSOVO, **more: Any) -> Estimate:
    return Estimate.refusal(method(title), of, why, level=0.95, **more)


def drawn_from(total: float, spread: float, chains: int = 4, length: int = 400) -> np.ndarray:
    rng = np.random.default_rng(5)
    return np.exp(rng.normal(np.log(total - 4400), spread, (chains, length))) + 4400


def stuck() -> np.ndarray:
    draws = drawn_from(10_000, 0.05)
    draws[2] += 20_000
    return draws


def stratum(label: str, times: int = 1) -> CaptureHistories:
    return CaptureHistories(KOSOVO.lists, KOSOVO.patterns, KOSOVO.table // times, stratum=(("year", label),))


def long_names() -> CaptureHistories:
    names = (
        "Office of the High Commissioner for Human Rights",
        "Association of Families of the Detained, Disappeared and Executed",
        "A_list_with_no_place_to_break_its_name_that_goes_on_and_on_and_on",
        "$x^2$ list",
    )
    where = (("governorate", "east Aleppo, al-Sukkari and al-Fardous"), ("year", "2016"), ("sex", "F"))
    return CaptureHistories(names, KOSOVO.patterns, KOSOVO.table, stratum=where)


def many_lists() -> CaptureHistories:
    rng = np.random.default_rng(2)
    patterns = np.unique(rng.integers(1, 1 << 11, 67))
    counts = np.sort(rng.geometric(0.02, len(patterns)))[None, :].astype(np.int64)
    return CaptureHistories(tuple(f"list number {n}" for n in range(11)), patterns.astype(np.int64), counts)


def weights_of(count: int) -> Kept:
    models = [(f"[EXH ABA][OSCE HRW] {n}", 0.5 / 1.5**n, 9000.0 + 300 * n) for n in range(count)]
    return Kept([*models, ("saturated [EXH ABA OSCE HRW][EXH OSCE HRW][ABA OSCE HRW]", 0.2, None)])


CURVE = Points(
    np.geomspace(0.25, 4, 21), 4400 + 6000 * np.geomspace(0.25, 4, 21), np.full(21, 5000.0), np.full(21, 30_000.0), 4400
)
OPEN = Points([0.5, 1, 2, 3], [600, 700, None, 900], [500, 600, None, 700], [900, 1000, None, None], 40)

SHOWN: dict[str, Callable[[], Figure]] = {
    "overlap": lambda: pictures.overlap(KOSOVO),
    "overlap of long names": lambda: pictures.overlap(long_names()),
    "overlap of 11 lists": lambda: pictures.overlap(many_lists()),
    "overlap of few histories": lambda: pictures.overlap(KOSOVO, most=3),
    "posterior": lambda: pictures.posterior(found(draws=drawn_from(10_430, 0.2)), truth=10_401),
    "posterior close to documented": lambda: pictures.posterior(
        found(4420.0, 4405.0, 4470.0, draws=drawn_from(4420, 0.5)), truth=4410
    ),
    "posterior without draws": lambda: pictures.posterior(found(8591.0, 8391.0, None)),
    "posterior refused": lambda: pictures.posterior(refused(of=long_names(), draws=stuck())),
    "posterior without an interval": lambda: pictures.posterior(found(8591.0, None, None)),
    "chains": lambda: pictures.chains(found(draws=drawn_from(10_430, 0.2))),
    "chains stuck": lambda: pictures.chains(refused(draws=stuck())),
    "many chains": lambda: pictures.chains(found(draws=drawn_from(10_430, 0.1, chains=70, length=50))),
    "weights": lambda: pictures.weights(found(detail=weights_of(30))),
    "few weights": lambda: pictures.weights(found(detail=weights_of(1))),
    "weights refused": lambda: pictures.weights(refused(detail=weights_of(3))),
    "weights alone": lambda: pictures.weights(found(detail=Kept([("a", 0.7, None), ("b", 0.3, None)]))),
    "sensitivity": lambda: pictures.sensitivity(CURVE, stratum="year=1999"),
    "sensitivity without an end": lambda: pictures.sensitivity(OPEN),
    "one stratum": lambda: pictures.by_stratum([found(of=stratum("1999"))]),
    "59 strata": lambda: pictures.by_stratum(
        [
            refused(of=stratum(str(n), n))
            if n % 7 == 3
            else found(12_000 / n, 9000 / n, None if n % 11 == 5 else 16_000 / n, of=stratum(str(n), n))
            for n in range(1, 60)
        ]
    ),
    "strata of a long name": lambda: pictures.by_stratum([found(of=long_names()), refused(of=KOSOVO)]),
    "comparison": lambda: pictures.comparison(
        [
            found(),
            found(
                10_356.52,
                6947.0,
                18_010.0,
                title="Log-linear models, best by BIC, interval by BCa with the selection repeated",
            ),
            found(8591.0, 8391.0, None, title="Chao's lower bound"),
            refused(),
            found(9300.0, None, None, title="Sample coverage"),
            found(17_290.0, 11_776.0, 211_334.0, title="Reversible jump"),
        ],
        truth=10_401,
    ),
    "all refused": lambda: pictures.comparison([refused(title="A"), refused("nobody is on both lists", title="B")]),
}


@pytest.fixture(scope="module", params=SHOWN)
def shown(request: pytest.FixtureRequest) -> Figure:
    return SHOWN[request.param]()


def panels(figure: Figure) -> list[Any]:
    return [panel for host in figure.axes for panel in host.child_axes]


def lines(figure: Figure, label: str) -> list[Any]:
    return [line for panel in panels(figure) for line in panel.lines if str(line.get_label()) == label]


def bars(figure: Figure, label: str) -> list[BarContainer]:
    boxes = (box for panel in panels(figure) for box in panel.containers if isinstance(box, BarContainer))
    return [box for box in boxes if box.get_label() == label]


def written(figure: Figure) -> list[str]:
    return [text.get_text() for host in figure.axes for text in host.texts]


def all_words(figure: Figure) -> str:
    return " ".join(written(figure))


def drawn_texts(figure: Figure) -> Iterator[Text]:
    for host in figure.axes:
        yield from host.texts
    for panel in panels(figure):
        for axis in (panel.xaxis, panel.yaxis):
            low, high = sorted(axis.get_view_interval())
            yield from (tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high)
            yield axis.label


def test_no_text_meets_another_or_leaves_the_picture(shown: Figure) -> None:
    shown.draw_without_rendering()
    renderer: Any = FigureCanvasAgg(shown).get_renderer()  # type: ignore[no-untyped-call]
    boxes = [
        (text.get_text(), text.get_window_extent(renderer))
        for text in drawn_texts(shown)
        if text.get_visible() and text.get_text().strip()
    ]
    width, height = shown.bbox.width, shown.bbox.height
    for words, box in boxes:
        assert box.x0 >= 0, words
        assert box.y0 >= 0, words
        assert box.x1 <= width, words
        assert box.y1 <= height, words
    for (one, left), (two, right) in combinations(boxes, 2):
        apart = left.x1 <= right.x0 + 1 or right.x1 <= left.x0 + 1 or left.y1 <= right.y0 + 2 or right.y1 <= left.y0 + 2
        assert apart, f"{one!r} meets {two!r}"


def test_the_svg_is_well_formed_says_what_it_shows_and_holds_finite_numbers_only(shown: Figure) -> None:
    svg = pictures.as_svg(shown)
    root = ET.fromstring(svg)
    space = "{http://www.w3.org/2000/svg}"
    title, description = root.find(f"{space}title"), root.find(f"{space}desc")
    assert (root.tag, root.get("role")) == (f"{space}svg", "img")
    assert title is not None
    assert title.text
    assert description is not None
    assert description.text
    assert [title.get("id"), description.get("id")] == (root.get("aria-labelledby") or "").split()
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert "http" not in svg.replace("http://www.w3.org/", "")
    assert len(root.findall(f".//{space}text")) >= len(written(shown))
    numbers = [
        value for element in root.iter() for name, value in element.items() if name in {"d", "x", "y", "transform"}
    ]
    assert not any("nan" in value or "inf" in value for value in numbers)


def test_numeric_axes_of_bars_begin_at_zero(shown: Figure) -> None:
    for panel in panels(shown):
        for box in panel.containers:
            if isinstance(box, BarContainer):
                interval = (
                    panel.xaxis.get_view_interval()
                    if box.orientation == "horizontal"
                    else panel.yaxis.get_view_interval()
                )
                assert min(interval) == 0


def test_a_picture_is_the_same_bytes_every_time() -> None:
    draw = SHOWN["posterior"]
    assert pictures.as_svg(draw()) == pictures.as_svg(draw())


def test_drawing_in_another_process_gives_the_same_bytes_changes_nothing_global_and_loads_no_pyplot() -> None:
    rows = "{'A': [1, 0, 1], 'B': [0, 1, 1], 'count': [30, 20, 10]}"
    program = (
        "import sys, hashlib; from undercount.count import pictures; import undercount.count as uc;"
        "assert uc.pictures is pictures; assert 'matplotlib' not in sys.modules;"
        "import matplotlib; before = matplotlib.rcParams.copy();"
        f"svg = pictures.as_svg(pictures.overlap(uc.CaptureHistories.from_counts({rows}, ['A', 'B'])));"
        "assert dict.__eq__(matplotlib.rcParams.copy(), before); assert 'matplotlib.pyplot' not in sys.modules;"
        "print(hashlib.sha256(svg.encode()).hexdigest())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    here = CaptureHistories.from_counts({"A": [1, 0, 1], "B": [0, 1, 1], "count": [30, 20, 10]}, ["A", "B"])
    assert done.stdout.strip() == hashlib.sha256(pictures.as_svg(pictures.overlap(here)).encode()).hexdigest()


def test_the_callers_style_does_not_reach_a_picture() -> None:
    plain = pictures.as_svg(pictures.overlap(KOSOVO))
    with matplotlib.rc_context(
        {"axes.facecolor": "black", "text.color": "white", "font.size": 30, "lines.linewidth": 9}
    ):
        assert pictures.as_svg(pictures.overlap(KOSOVO)) == plain


def test_a_notebook_is_shown_a_png_at_its_size() -> None:
    picture: Any = pictures.overlap(KOSOVO)
    body, size = picture._repr_png_()
    assert body[:8] == b"\x89PNG\r\n\x1a\n"
    assert size["width"] == 700


def test_every_history_has_one_bar_as_high_as_its_count() -> None:
    figure = pictures.overlap(KOSOVO)
    (box,) = bars(figure, "_histories")
    assert [bar.get_height() for bar in box] == sorted(KOSOVO.counts.tolist(), reverse=True)
    (sizes,) = bars(figure, "_sizes")
    assert [bar.get_width() for bar in sizes] == KOSOVO.sizes.tolist()
    (on,), (off,) = lines(figure, "_on"), lines(figure, "_off")
    assert len(on.get_xdata()) == int(KOSOVO.bits.sum())
    assert len(off.get_xdata()) == int((KOSOVO.bits == 0).sum())
    assert len(lines(figure, "_missed")[0].get_xdata()) == 4


@settings(max_examples=5)
@given(st.lists(st.integers(0, 10_000), min_size=7, max_size=7).filter(any), st.integers(1, 9))
def test_bars_are_the_most_common_histories_and_the_rest_is_counted(counts: list[int], most: int) -> None:
    table = np.array([counts], dtype=np.int64)
    figure = pictures.overlap(CaptureHistories(("A", "B", "C"), np.arange(1, 8), table), most=most)
    (box,) = bars(figure, "_histories")
    held = sorted((count for count in counts if count), reverse=True)
    assert [bar.get_height() for bar in box] == held[:most]
    if len(held) > most:
        assert f"{sum(held[most:]):,} persons have one of the others" in all_words(figure)


def test_strata_are_taken_together_in_the_overlap() -> None:
    rows = {"A": [1, 1, 1], "B": [1, 1, 0], "y": ["a", "b", "b"], "count": [3, 4, 5]}
    figure = pictures.overlap(CaptureHistories.from_counts(rows, ["A", "B"], strata=["y"]))
    assert [bar.get_height() for bar in bars(figure, "_histories")[0]] == [7, 5]


def test_pairs_of_lists_that_name_nobody_in_common_are_counted() -> None:
    rows = {"A": [1, 0, 1, 0], "B": [0, 1, 1, 0], "C": [0, 0, 0, 1], "count": [3, 4, 5, 6]}
    assert "2 of 3 pairs of lists name nobody in common." in all_words(
        pictures.overlap(CaptureHistories.from_counts(rows, ["A", "B", "C"]))
    ).replace("\n", " ")


def test_a_row_has_its_documented_and_its_estimated_part_and_its_interval() -> None:
    figure = pictures.by_stratum([found(of=stratum("1998")), found(8591.0, 8391.0, None, of=stratum("1999"))])
    documented, estimated = bars(figure, "_documented"), bars(figure, "_estimated")
    assert [box[0].get_width() for box in documented] == [4400, 4400]
    assert [box[0].get_x() for box in estimated] == [4400, 4400]
    assert [box[0].get_width() for box in estimated] == [6030, 4191]
    ends = [list(line.get_xdata()) for line in lines(figure, "_interval")]
    assert ends[0] == [9060, 13_759]
    assert ends[1][0] == 8391
    assert len(lines(figure, "_open")) == 1
    assert {"10,430", "9,060 – 13,759", "8,391 or more", "1998", "1999"} <= set(written(figure))


def test_a_refused_stratum_is_named_as_refused_and_has_no_estimate() -> None:
    figure = pictures.by_stratum([found(of=stratum("1998")), refused(of=stratum("1999"), draws=stuck())])
    assert len(bars(figure, "_documented")) == 2
    assert len(bars(figure, "_estimated")) == len(lines(figure, "_estimate")) == 1
    assert "refused: the chains do not agree" in all_words(figure)
    assert "run longer" not in all_words(figure)
    assert "refused in 1 of them" in all_words(figure)


def test_a_limit_far_beyond_every_estimate_runs_off_the_axis_and_is_written() -> None:
    figure = SHOWN["comparison"]()
    (panel,) = panels(figure)
    assert panel.get_xlim()[1] < 50_000
    assert len(lines(figure, "_beyond")) == 1
    assert "11,776 – 211,334" in written(figure)
    assert "ends beyond the axis" in written(figure)
    assert lines(figure, "_truth")[0].get_xdata()[0] == 10_401
    assert lines(figure, "_documented_line")[0].get_xdata()[0] == 4400


def test_methods_are_compared_on_the_same_persons_only() -> None:
    with pytest.raises(CountError, match="same persons"):
        pictures.comparison([found(), found(of=stratum("1999"))])


def test_the_posterior_stands_on_the_documented_part() -> None:
    figure = pictures.posterior(found(draws=drawn_from(10_430, 0.2)))
    (span,) = [patch for panel in panels(figure) for patch in panel.patches if patch.get_label() == "_documented"]
    assert (span.get_x(), span.get_width()) == (0, 4400)
    drawn = [patch for panel in panels(figure) for patch in panel.patches if patch.get_label() == "_draws"]
    edges = drawn[0].get_data().edges
    assert (edges[0], edges[-1]) == (9060, 13_759)
    assert {"documented 4,400", "estimate 10,430"} <= set(written(figure))


def test_a_refused_posterior_shows_no_draws_and_no_number_but_the_documented() -> None:
    figure = pictures.posterior(refused(draws=stuck()))
    labels = {patch.get_label() for panel in panels(figure) for patch in panel.patches}
    assert not {"_draws", "_tails", "_estimated"} & labels
    assert not lines(figure, "_interval")
    assert "run longer" in all_words(figure)


def test_draws_that_are_not_finite_are_left_out_and_counted() -> None:
    draws = drawn_from(10_430, 0.2)
    draws[0, :3] = np.inf
    draws[1, 0] = np.nan
    assert "4 draws are not finite" in all_words(pictures.posterior(found(draws=draws)))


def test_each_chain_has_its_trace_and_the_stuck_one_is_named() -> None:
    figure = pictures.chains(refused(draws=stuck()))
    traces = [line for panel in panels(figure) for line in panel.lines if str(line.get_label()).startswith("_chain")]
    assert [line.get_color() for line in traces] == [style.PALE, style.PALE, style.PALE_RUST, style.PALE]
    assert [len(line.get_xdata()) for line in traces] == [400] * 4
    words = all_words(figure)
    assert "do not agree" in words
    assert "chain 3 near" in words
    assert "chains 1, 2 and 4 near" in words


def test_chains_that_agree_are_said_to_agree_with_the_facts_of_the_diagnosis() -> None:
    words = all_words(
        pictures.chains(
            found(draws=drawn_from(10_430, 0.2), diagnosis={"rhat": 1.0021, "ess": 999.0, "tail_ess": 1200})
        )
    )
    assert "The chains agree: R-hat 1.002 (at most 1.01), 999 effective draws" in words
    assert "do not agree" in all_words(
        pictures.chains(found(draws=drawn_from(10_430, 0.2), diagnosis={"rhat": 1.3, "ess": 999.0}))
    )
    assert "Too few draws" in all_words(pictures.chains(found(draws=drawn_from(10_430, 0.2), diagnosis={"ess": 12.0})))


def test_the_verdict_on_chains_is_the_one_that_the_picture_says() -> None:
    said = judged(refused(draws=stuck()))
    assert (said.word, said.places) == ("disagree", ((0, 1, 3), (2,)))
    assert said.rhat is not None
    assert f"R-hat {said.rhat:.3f}" in all_words(pictures.chains(refused(draws=stuck())))
    draws = drawn_from(10_430, 0.2)
    assert judged(found(draws=draws)).word == "agree"
    assert judged(found(draws=draws, diagnosis={"ess": 900.0, "tail_ess": 399.0})).word == "few"
    assert judged(found(draws=draws, diagnosis={"rhat": 1.02})).word == "disagree"
    with pytest.raises(CountError, match="has none"):
        judged(found())


def test_chains_that_never_move_and_differ_are_drawn_without_a_number_for_rhat() -> None:
    draws = np.repeat([[5000.0], [6000.0]], 50, axis=1)
    assert "R-hat is not finite" in all_words(pictures.chains(found(5500.0, 5000.0, 6000.0, draws=draws)))


def test_models_are_drawn_the_heaviest_first_with_what_each_says() -> None:
    figure = pictures.weights(found(detail=weights_of(30)), most=5)
    (box,) = bars(figure, "_weights")
    widths = [bar.get_width() for bar in box]
    assert widths[:5] == sorted(widths[:5], reverse=True)
    assert sum(widths) == pytest.approx(sum(weight for _, weight, _ in weights_of(30).model_weights))
    assert len(box) == 6
    assert len(lines(figure, "_alone")) == 4
    assert "no estimate" in written(figure)
    assert "26 more models" in written(figure)


def test_the_curve_leaves_out_what_is_not_finite_and_opens_where_there_is_no_limit() -> None:
    figure = pictures.sensitivity(OPEN)
    (line,) = lines(figure, "_estimate")
    assert list(line.get_ydata()) == [600, 700, 900]
    assert "no upper limit" in written(figure)
    assert "no upper limit" not in written(pictures.sensitivity(CURVE))


def test_a_name_is_never_read_as_a_formula() -> None:
    assert "$x^2$ list" in written(pictures.overlap(long_names()))
    assert "$x^2$ list" in pictures.as_svg(pictures.overlap(long_names()))


def test_a_picture_is_drawn_into_axes_that_are_there() -> None:
    figure = Figure(figsize=(15, 9))
    axes = figure.subplots(1, 2)
    assert pictures.overlap(KOSOVO, ax=axes[0]) is figure
    assert pictures.comparison([found(), refused()], ax=axes[1]) is figure
    assert "<title" in pictures.as_svg(figure)
    assert "Who is on which lists; What each method estimates" in pictures.as_svg(figure)


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (lambda: pictures.weights(found()), "averages over models"),
        (lambda: pictures.weights(found(detail=Kept([("a", 0.0, None)]))), "must have a weight"),
        (lambda: pictures.weights(found(detail=weights_of(2)), most=0), "at least one model"),
        (lambda: pictures.chains(found()), "has none"),
        (lambda: pictures.chains(found(draws=np.ones((2, 3)))), "has fewer"),
        (lambda: pictures.chains(found(draws=np.full((2, 30), np.inf))), "finite number"),
        (lambda: pictures.sensitivity(Points([1, 2], [np.nan, 3], [1, 2], [3, 4], 1)), "at least two points"),
        (lambda: pictures.sensitivity(Points([1, 2], [2, 3], [1], [3, 4], 1)), "lengths"),
        (lambda: pictures.by_stratum([]), "at least one stratum"),
        (lambda: pictures.by_stratum([found()] * 201), "at most 200"),
        (lambda: pictures.comparison([]), "at least one estimate"),
        (lambda: pictures.overlap(KOSOVO, most=0), "at least one history"),
        (lambda: pictures.overlap(stratum("1", 100_000)), "nobody is"),
    ],
)
def test_what_cannot_be_drawn_is_said_in_one_sentence(draw: Callable[[], Figure], said: str) -> None:
    with pytest.raises(CountError, match=said):
        draw()


@given(st.text(alphabet="ab c-]", max_size=60), st.floats(0.3, 3), st.integers(1, 4))
@settings(max_examples=25)
def test_wrapped_lines_are_no_wider_than_asked(text: str, width: float, most: int) -> None:
    wrapped = style.wrap(text, style.TEXT, width, most=most)
    assert len(wrapped) <= most
    assert all(style.width_of(line, style.TEXT) <= width for line in wrapped)
    if not any("…" in line for line in wrapped):
        assert "".join(wrapped).replace(" ", "") == text.replace(" ", "")


@pytest.mark.reference
def test_the_overlap_of_eleven_philippine_lists_and_of_the_united_kingdom(shared: Any) -> None:
    import csv

    for name, cells in (("philippines_caloocan_unidentified_2016_17.csv", 67), ("uk_2013_6list.csv", 25)):
        with (shared / "mse" / name).open() as file:
            histories = CaptureHistories.from_counts(list(csv.DictReader(file)))
        figure = pictures.overlap(histories, most=100)
        assert len(bars(figure, "_histories")[0]) == cells
