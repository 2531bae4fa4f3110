"""Pictures of text: recognised by machine where asked for, marked as such, and never by way of a network.

The weights are those that the package rapidocr ships. They know Latin letters, digits and Chinese, and no Arabic.

References:
    PaddleOCR (PP-OCR detection and recognition models), run by rapidocr on onnxruntime.
"""

from __future__ import annotations

import importlib.metadata
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from undercount.errors import ReadError
from undercount.read.texts.item_text import ItemText, TextRegion
from undercount.read.texts.language import language_of
from undercount.read.texts.packed import short
from undercount.record import PageRegion

if TYPE_CHECKING:
    import numpy as np

VERSION = "ocr-text/1"
OCR_HINT = (
    "" if find_spec("rapidocr") is not None else "install the extra ocr (make extras) and "
) + "write ocr = true under [read] in study.toml, or add a transcript as an item of its own"
LEAST_SCORE = 0.5
"""A line that is recognised with a lower score is left out, and counted."""

DOUBTFUL_SCORE = 0.9
MOST_PIXELS = 100_000_000
"""The largest picture that is opened (pixels)."""

_WEIGHTS = {
    "Det.model_path": "PP-OCRv6_det_small.onnx",
    "Rec.model_path": "PP-OCRv6_rec_small.onnx",
    "Cls.model_path": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as pixels.

    Args:
        pixels: Height × width × blue, green, red (0 to 255).
        page: Its number, from 1.
        scale: Pixels to a point.
    """

    pixels: np.ndarray[Any, Any]
    page: int
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was recognised in pictures.

    Args:
        texts: The text of each, a line to a line.
        regions: For each a function from the position of its first character to where its lines stand.
        method: The method, with the recogniser and its version.
        notes: What a reader must know.
    """

    texts: tuple[str, ...]
    regions: tuple[Callable[[int], list[TextRegion]], ...]
    method: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    score: float
    where: PageRegion


def picture_text(data: bytes, name: str, *, ocr: bool = False) -> ItemText:
    """Return the text that is recognised in a picture; its regions are in pixels.

    Args:
        data: The picture's bytes: PNG, JPEG, TIFF (every page), BMP, GIF or WebP.
        name: Its name, for messages.
        ocr: Whether it is to be recognised at all.

    Raises:
        ReadError: If recognition is not asked for or not installed, the picture cannot be opened, or no text is found in it.
    """
    if not ocr:
        raise ReadError(f"an item must have text to be quoted; {name} is a picture: {OCR_HINT}")
    _engine_or_reason(name)
    found = recognise(_pictures(data, name), name)
    starts = [0]
    for text in found.texts:
        starts.append(starts[-1] + len(text) + 2)
    whole = "".join(f"{text}\n\f" for text in found.texts)
    regions = tuple(one for start, page in zip(starts, found.regions, strict=False) for one in page(start))
    return ItemText(whole, found.method, language_of(whole)[0], tuple(starts[:-1]), regions=regions, notes=found.notes)


def recognise(pictures: Sequence[Picture], name: str) -> Recognised:
    """Recognise the lines of pictures, from the top down.

    Args:
        pictures: The pages.
        name: The item's name, for messages.

    Raises:
        ReadError: If the extra is not installed, or nothing is recognised on any page.
    """
    engine = _engine_or_reason(name)
    pages = [_lines(engine, picture) for picture in pictures]
    kept = [[line for line in page if line.score >= LEAST_SCORE] for page in pages]
    scores = [line.score for page in kept for line in page]
    if not scores:
        raise ReadError(
            f"an item must have text to be quoted; none was recognised in {name}: add a transcript as an item of its own"
        )
    version = importlib.metadata.version("rapidocr")
    doubtful = sum(score < DOUBTFUL_SCORE for score in scores)
    lost = sum(map(len, pages)) - len(scores)
    note = (
        f"the text was recognised by a machine, which misreads digits and knows no Arabic letters: compare every number with the picture "
        f"({len(scores):,} lines, {doubtful:,} of them in doubt, {lost:,} left out as illegible)"
    )
    return Recognised(
        tuple("\n".join(line.text for line in page) for page in kept),
        tuple(_regions(page) for page in kept),
        f"{VERSION} (rapidocr {version})",
        (note,),
    )


def _regions(lines: list[_Line]) -> Callable[[int], list[TextRegion]]:
    def placed(start: int) -> list[TextRegion]:
        found = []
        for line in lines:
            found.append(TextRegion(start, start + len(line.text), line.where))
            start += len(line.text) + 1
        return found

    return placed


def _lines(engine: Any, picture: Picture) -> list[_Line]:
    result = engine(picture.pixels)
    if result.txts is None or result.boxes is None:
        return []
    height = picture.pixels.shape[0]
    lines = []
    for text, score, box in zip(result.txts, result.scores, result.boxes, strict=True):
        left, right = float(box[:, 0].min()), float(box[:, 0].max())
        top, bottom = float(box[:, 1].min()), float(box[:, 1].max())
        sizes = (left, height - bottom, right - left, bottom - top)
        lines.append(
            _Line(
                " ".join(str(text).split()),
                float(score),
                PageRegion(picture.page, *(round(v / picture.scale, 1) for v in sizes)),
            )
        )
    return lines


def _pictures(data: bytes, name: str) -> list[Picture]:
    import numpy as np
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

    try:
        image = Image.open(io.BytesIO(data))
        if image.width * image.height > MOST_PIXELS:
            raise ReadError(
                f"a picture must have at most {MOST_PIXELS // 1_000_000} million pixels; {name} has more: add it in parts"
            )
        frames = [ImageOps.exif_transpose(frame).convert("RGB") for frame in ImageSequence.Iterator(image)]
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ReadError(f"a picture must be whole; {name} is not ({short(error)}): capture it again") from None
    return [Picture(np.asarray(frame)[:, :, ::-1], number) for number, frame in enumerate(frames, start=1)]


def _engine_or_reason(name: str) -> Any:
    try:
        return _engine()
    except ImportError:
        raise ReadError(
            f"recognising text in a picture needs the extra ocr; {name} is one: install the extra ocr (make extras), or add a transcript "
            "as an item of its own"
        ) from None
    except FileNotFoundError as error:
        raise ReadError(
            f"recognising text needs the weights that rapidocr ships; {error} is not there: install the extra ocr again (make extras)"
        ) from None


@lru_cache(maxsize=1)
def _engine() -> Any:
    """Return the recogniser on one thread, with weights given by path: it then never looks for them elsewhere."""
    import rapidocr

    folder = Path(rapidocr.__file__).parent / "models"
    paths = {setting: folder / file for setting, file in _WEIGHTS.items()}
    for path in paths.values():
        if not path.is_file():
            raise FileNotFoundError(path.name)
    threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    quiet = {"Global.log_level": "critical", "Global.text_score": 0.0}
    return rapidocr.RapidOCR(params={**quiet, **threads, **{key: str(path) for key, path in paths.items()}})
