"""Make and write a study whose claims a model proposed: some wait, others were accepted, corrected, rejected and set aside."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from undercount.read.prose.model.endpoint import Endpoint
from undercount.site import write
from undercount.study.judging import judge
from undercount.study.opened import Opened

from ..read.prose.serving import Server, answer, claim, serving
from ..study.support import AT, Small

MARKET = (
    "The council said on 3 May that at least 12 civilians, including four children and three women, were killed and "
    "30 wounded in Elm Street."
)
FEARED = "The mayor fears that 40 people may be killed if the siege goes on."
DENIED = "The army denied that any civilian was killed."
RUMOUR = "Some say that 900 people were killed in the old town."
VAGUE = "Dozens were killed, a doctor said, and he had seen it himself."
HOSTILE = "Up to 7 people were killed, said <script>alert(1)</script> & “friends”."
MISSED = "Seventeen victims of the shelling lay in the hall."
TEXT = " ".join([MARKET, FEARED, DENIED, RUMOUR, VAGUE, HOSTILE, MISSED])
ARABIC = "قال مجلس البلدة إن 15 مدنياً على الأقل قتلوا يوم الجمعة في قصف على السوق."

_COUNCIL = {"quote": MARKET, "speaker_words": "The council", "cue_words": "said", "date_words": "3 May"}
_KILLED = {**_COUNCIL, "trigger_words": "were killed", "place_words": "Elm Street"}
CLAIMS = (
    claim(**_KILLED, amount_words="at least 12", victims_words="civilians", low=12, qualifier="at-least", status="civilian"),
    claim(**_KILLED, amount_words="four", victims_words="children", best=4, age="child"),
    claim(**_KILLED, amount_words="three", victims_words="women", best=3, sex="female"),
    claim(**_COUNCIL, amount_words="30", trigger_words="wounded", best=30, act="injury"),
    claim(
        quote=FEARED, amount_words="40", trigger_words="may be killed", speaker_words="The mayor", cue_words="fears",
        best=40, modality="hypothetical",
    ),
    claim(
        quote=DENIED, amount_words="any civilian", trigger_words="was killed", speaker_words="The army", cue_words="denied",
        modality="denied",
    ),
    claim(quote=RUMOUR, amount_words="900", trigger_words="were killed", best=900),
    claim(
        quote=VAGUE, amount_words="Dozens", trigger_words="were killed", speaker_words="a doctor", cue_words="said",
        qualifier="vague",
    ),
    claim(quote=HOSTILE, amount_words="Up to 7", trigger_words="were killed", high=7, qualifier="at-most"),
)  # fmt: skip
IN_ARABIC = claim(
    quote=ARABIC, amount_words="15 مدنياً على الأقل", trigger_words="قتلوا", victims_words="مدنياً",
    speaker_words="مجلس البلدة", cue_words="قال", date_words="يوم الجمعة", low=15, qualifier="at-least", status="civilian",
)  # fmt: skip
KILLED = 'name = "killed"\nunit = "person"\nact = "killing"'


@dataclass(frozen=True)
class Made:
    """A built study, and the ids of its claims by what they are."""

    small: Small
    ids: dict[str, str]

    @property
    def site(self) -> Path:
        return self.small.layout.build / "site"

    def page(self, code: str, name: str) -> Path:
        """Return the page of a claim."""
        return self.site / code / "claims" / f"{self.ids[name].removeprefix('claim:')}.html"

    def document(self, code: str, name: str = "report.txt") -> Path:
        """Return the page of a document."""
        (sha,) = (sha for sha, item in Opened.open(self.small.root).items.items() if item.name == name)
        return self.site / code / "documents" / f"{sha[:16]}.html"


def proposed(folder: Path) -> Small:
    """Return a study that a model has read and nobody has judged."""
    small = Small(folder)
    small.document("report.txt", TEXT, published="2024-05-04")
    small.document("copy.txt", f"{MARKET} More follows.", published="2024-05-06")
    small.document("arabic.txt", ARABIC, published="2024-05-05")
    small.ask(KILLED, f"{KILLED.replace('killed', 'open', 1)}\nadmit = {{ proposed = true }}")
    with serving(Server([answer(*CLAIMS), answer(*CLAIMS[:1]), answer(IN_ARABIC)])) as server:
        small.read(endpoint=Endpoint(server.address, "small"))
    return small


def named(small: Small) -> dict[str, str]:
    """Return the ids of the proposed claims by the words of their numbers, those of the copy with ``copy`` before them."""
    opened = Opened.open(small.root)
    rows = {row.claim: row for row in opened.rows()}
    return {
        ("copy " if opened.items[rows[name].item].name == "copy.txt" else "") + str(details["number"]["words"]): name
        for name, details in opened.proposals.items()
    }


def judged(folder: Path) -> Made:
    """Return the study after a person has judged four of its claims, with its site."""
    small = proposed(folder)
    ids = named(small)

    def decide(words: str, decision: str, because: str, *values: str) -> None:
        judge(small.root, ids[words], decision, because=because, values=values, at=AT, by="amira")

    decide("at least 12", "accept", "the council says so")
    decide("four", "correct", "the list names five", "best=5")
    decide("900", "reject", "a rumour that nobody owns")
    decide("30", "set-aside", "counted elsewhere")
    small.build()
    _put_misses(small)
    write(small.layout.build)
    return Made(small, ids)


def _put_misses(small: Small) -> None:
    """Say that a reader may have missed two sentences, in one of which the model found a claim: which a reader misses changes with it."""
    file = small.layout.build / "publication.json"
    publication = json.loads(file.read_bytes())
    (sha,) = (item["sha256"] for item in publication["items"] if item["name"] == "report.txt")
    publication["proposed"]["misses"] = {
        sha: [
            {"start": TEXT.index(words), "end": TEXT.index(words) + len(words), "why": why, "word": word}
            for words, why, word in (
                (RUMOUR, "harm", "killed"),
                (MISSED, "harm", "victims"),
                (FEARED, "number", "40"),
                (VAGUE, "number", "himself"),
            )
        ]
    }
    file.write_text(json.dumps(publication, ensure_ascii=False), encoding="utf-8")
