"""Reports about the dead, all invented: who says it through whom, by which cue, named or not; and how and by whom it was done."""

from __future__ import annotations

from functools import cache

import pytest

from undercount.read.prose.analysis.parse import Pipeline, analyse, installed_pipeline
from undercount.read.prose.proposal import Span
from undercount.read.prose.speech.attribution import attributions, chain_of
from undercount.read.prose.speech.blame import Deed, deed_of
from undercount.read.prose.words import Document

# A sentence, words of what is said, and the chain without the author: each speaker (° is described, not named), the cue, and how it is
# said where that is not indirect.
REPORTS = (
    (
        "At least 82 civilians have been killed in four districts, the spokesman for the UN human rights office told reporters in Geneva.",
        "82 civilians",
        "the spokesman for the UN human rights office° [told]",
    ),
    (
        "The High Commissioner said her office had verified the deaths of 31 children since Friday.",
        "31 children",
        "The High Commissioner [said] ← her office° [had verified]",
    ),
    (
        "OCHA reported that 400 families had fled the town, citing local councils.",
        "400 families",
        "OCHA [reported] ← local councils° [citing]",
    ),
    (
        "“We have credible reports that 12 patients were shot in their beds,” said Marta Okoye, the mission's deputy head.",
        "12 patients",
        "Marta Okoye, the mission's deputy head [said] direct",
    ),
    (
        "Speaking in New York, Ms. Okoye said that at least nine aid workers were missing.",
        "nine aid workers",
        "Ms. Okoye [said]",
    ),
    (
        "The Secretary-General's envoy, Jan Brandt, was quoted as saying that 60 people had drowned.",
        "60 people",
        "The Secretary-General's envoy, Jan Brandt [saying]",
    ),
    ("It is estimated that 2,000 people were displaced.", "2,000 people", "° [is estimated]"),
    ("The UN hasn’t confirmed that 14 prisoners were executed.", "14 prisoners", "The UN [hasn’t confirmed]"),
    (
        "Physicians Without Limits said hospital staff had told it that 17 bodies were brought in.",
        "17 bodies",
        "Physicians Without Limits [said] ← hospital staff° [had told]",
    ),
    (
        "The group issued a statement saying that seven of its drivers were killed.",
        "seven of its drivers",
        "The group° [saying]",
    ),
    (
        "In a report published on Tuesday, Watch Karama said that security forces had shot 23 protesters dead.",
        "23 protesters",
        "Watch Karama [said]",
    ),
    (
        "According to the Karama Observatory, an independent monitor, 19 people died in detention.",
        "19 people",
        "the Karama Observatory, an independent monitor [According to]",
    ),
    (
        "The observatory, which relies on a network of activists inside the country, said 40 fighters were killed.",
        "40 fighters",
        "The observatory, which relies on a network of activists inside the country° [said]",
    ),
    ("Activists and residents said 11 people were killed.", "11 people", "Activists and residents° [said]"),
    ("The organisation documented the deaths of 54 detainees.", "54 detainees", "The organisation° [documented]"),
    ("Four nurses were killed in the raid, the charity said in a tweet.", "Four nurses", "the charity° [said]"),
    ("Three men were shot dead on Sunday night, police said.", "Three men", "police° [said]"),
    (
        "Police Superintendent R. K. Dube told the Daily Herald that two farmers were hacked to death.",
        "two farmers",
        "Police Superintendent R. K. Dube [told]",
    ),
    (
        "“My two sons were inside,” said Amal Rashid, a teacher. “They are dead.”",
        "are dead",
        "Amal Rashid, a teacher [said] direct",
    ),
    (
        "“Why did they kill my brother?” asked Hassan Idris, a taxi driver.",
        "kill my brother",
        "Hassan Idris, a taxi driver [asked] direct",
    ),
    ("Witnesses told AFP they had counted 15 bodies.", "15 bodies", "Witnesses° [told]"),
    (
        "A doctor at the hospital, speaking on condition of anonymity, said six people had died.",
        "six people",
        "A doctor at the hospital° [said]",
    ),
    (
        "Six people died, a doctor at the hospital said on condition of anonymity.",
        "Six people",
        "a doctor at the hospital° [said]",
    ),
    (
        "Residents said soldiers had opened fire. They said that eight people were killed.",
        "eight people",
        "They (= Residents)° [said]",
    ),
    (
        "Dr. Salma Nour, the hospital's director, said 21 wounded had arrived.",
        "21 wounded",
        "Dr. Salma Nour, the hospital's director [said]",
    ),
    (
        "The mayor, Yusuf Deniz, and two council members said 5 villagers were killed.",
        "5 villagers",
        "The mayor, Yusuf Deniz, and two council members [said]",
    ),
    (
        "A resident, who did not want to be named, said his neighbour and three children were killed.",
        "three children",
        "A resident, who did not want to be named° [said]",
    ),
    ("Local media reported that at least 20 people were killed.", "20 people", "Local media° [reported]"),
    (
        "At least 20 people were killed, local media reported, citing hospital sources.",
        "20 people",
        "local media° [reported] ← hospital sources° [citing]",
    ),
    ("Thirty bodies were found in a mass grave, state television said.", "Thirty bodies", "state television° [said]"),
    ("The Health Ministry put the number of dead at 77.", "77", "The Health Ministry [put]"),
    (
        "The Defence Ministry denied that its jets had killed 13 civilians.",
        "13 civilians",
        "The Defence Ministry [denied]",
    ),
    (
        "The army claimed that 45 militants were killed, but residents said that all were farmers.",
        "45 militants",
        "The army° [claimed]",
    ),
    (
        "The rebels rejected the army's claim that 45 fighters had been killed.",
        "45 fighters",
        "The rebels° [rejected] ← the army° [claim]",
    ),
    (
        "The ministry's spokesman, Colonel Adel Rahim, confirmed that two soldiers had been killed and said five were injured.",
        "five were",
        "The ministry's spokesman, Colonel Adel Rahim [confirmed]",
    ),
    (
        "Government officials, who have not commented publicly, privately acknowledge that 30 people died.",
        "30 people",
        "Government officials, who have not commented publicly° [acknowledge]",
    ),
    (
        "The governor's office made clear that no more than ten people had died.",
        "ten people",
        "The governor's office° [made clear]",
    ),
    ("Kremlin officials said 3 soldiers were killed.", "3 soldiers", "Kremlin officials° [said]"),
    (
        "A statement from the presidency said that 9 ministers were hurt.",
        "9 ministers",
        "A statement from the presidency° [said]",
    ),
    (
        "The death toll reached 120, up from 96 on Monday, the civil defence agency said, adding that 14 people were missing.",
        "14 people",
        "the civil defence agency° [adding]",
    ),
)

# A sentence, words of harm, the weapon or attack, and who is blamed with the words of certainty.
DEEDS = (
    (
        "A barrel bomb dropped by a government helicopter killed nine people in the market.",
        "killed",
        "barrel bomb",
        "a government helicopter",
    ),
    (
        "Nine people died when a barrel bomb dropped by a government helicopter hit the market.",
        "died",
        "barrel bomb",
        "a government helicopter",
    ),
    (
        "Government helicopters dropped barrel bombs on the market, killing nine civilians.",
        "killing",
        "barrel bombs",
        "Government helicopters",
    ),
    ("Russian jets dropped cluster bombs that killed nine people.", "killed", "cluster bombs", "Russian jets"),
    ("Helicopters dropped barrel bombs on the camp, killing nine people.", "killing", "barrel bombs", ""),
    ("Fighters fired rockets at the town, killing three children.", "killing", "rockets", "Fighters"),
    ("Gunmen stormed the inn and opened fire, killing six guests.", "killing", "fire", "Gunmen"),
    ("The army shelled the town, killing three children.", "killing", "", "The army"),
    ("The militia allegedly shelled the town, killing three children.", "killing", "", "The militia (allegedly)"),
    ("A drone hit a car on the bridge, killing three men.", "killing", "drone", ""),
    ("Rebels clashed with the army in the town, killing six people.", "killing", "", ""),
    ("No group claimed responsibility for the attack that killed twelve people.", "killed", "attack", ""),
    ("The tanker hit a wall, killing two men.", "killing", "", ""),
    ("The army put the death toll at nine.", "death toll", "", ""),
    ("Police reported nine deaths.", "deaths", "", ""),
    ("The army condemned the killing of ten villagers.", "killing", "", ""),
    ("The army caused twelve deaths in the town.", "deaths", "", "The army"),
    ("An airstrike killed five members of a family.", "killed", "airstrike", ""),
    ("Five civilians were killed in Russian airstrikes on the town.", "killed", "airstrikes", "Russian"),
    ("Seven people were killed by shelling, residents said.", "killed", "shelling", ""),
    ("Two soldiers were killed by a roadside IED.", "killed", "roadside IED", ""),
    ("Three farmers were killed by army gunfire.", "killed", "gunfire", "army"),
    ("Gunmen killed four nurses on the road.", "killed", "", "Gunmen"),
    ("Suspected militants killed four nurses on the road.", "killed", "", "militants (Suspected)"),
    ("Four nurses were allegedly killed by the militia.", "killed", "", "the militia (allegedly)"),
    ("The militia is said to have killed four nurses.", "killed", "", "The militia (is said)"),
    ("The rebels are believed to have shot six prisoners.", "shot", "", "The rebels (are believed)"),
    ("Six people died in an attack blamed on separatists.", "died", "attack", "separatists (blamed)"),
    (
        "Six people died in an explosion. Officials blamed the separatists.",
        "died",
        "explosion",
        "the separatists (blamed)",
    ),
    (
        "Six people died in a blast. The Red Front claimed responsibility.",
        "died",
        "blast",
        "The Red Front (claimed responsibility)",
    ),
    ("Eleven men were shot dead by government forces, witnesses said.", "shot", "", "government forces"),
    ("A drone strike killed a driver.", "killed", "drone strike", ""),
    ("Eight people were killed when gunmen opened fire on a bus.", "killed", "fire", "gunmen"),
    ("Eight people were killed when a car bomb exploded near a bus.", "killed", "car bomb", ""),
    ("Regime forces and allied militias executed 20 men.", "executed", "", "Regime forces; allied militias"),
    ("The killing of ten villagers by soldiers was condemned.", "killing", "", "soldiers"),
    ("Police accused the gang of killing two shopkeepers.", "killing", "", "the gang (accused)"),
    ("Residents accuse the army of having killed two shopkeepers.", "killed", "", "the army (accuse)"),
    ("A mortar shell fired by the rebels killed three children.", "killed", "mortar shell", "the rebels"),
    ("Twelve people drowned when their boat capsized.", "drowned", "", ""),
    ("Thirty people were killed in clashes between the army and rebels.", "killed", "clashes", ""),
    ("Four policemen were killed in an ambush by insurgents.", "killed", "ambush", "insurgents"),
    ("Shelling by the army left five people dead.", "dead", "Shelling", "the army"),
    ("The army’s shelling killed five people.", "killed", "shelling", "The army"),
    ("A sniper shot a boy.", "shot", "sniper", ""),
    ("Hamid Osman was killed by a stray bullet.", "killed", "stray bullet", ""),
)


@cache
def parser() -> Pipeline:
    pipeline = installed_pipeline()
    assert pipeline is not None
    return pipeline


def _read(text: str, words: str) -> tuple[Document, Span]:
    start = text.index(words)
    return analyse(text, parser()), Span(start, start + len(words))


@pytest.mark.parametrize(("text", "words", "expected"), REPORTS)
def test_who_says_it_through_whom_and_how(text: str, words: str, expected: str) -> None:
    document, span = _read(text, words)
    links = []
    for one in chain_of(span, attributions(document), document)[1:]:
        assert one.cue is not None
        who = "" if one.span is None else one.span.of(text)
        meant = "" if one.meant is None else f" (= {one.meant.of(text)})"
        speech = "" if one.speech == "indirect" else f" {one.speech}"
        links.append(f"{who}{meant}{'' if one.named else '°'} [{one.cue.of(text)}]{speech}")
    assert " ← ".join(links) == expected


@pytest.mark.parametrize(("text", "words", "method", "blamed"), DEEDS)
def test_how_and_by_whom_with_the_speaker_s_certainty(text: str, words: str, method: str, blamed: str) -> None:
    document, span = _read(text, words)
    deed = deed_of(span, document)
    assert ("" if deed.method is None else deed.method.of(text)) == method
    found = [one.span.of(text) + (f" ({one.certainty})" if one.certainty else "") for one in deed.blamed]
    assert "; ".join(found) == blamed


def test_a_claim_of_another_paragraph_s_harm_is_not_this_one_s() -> None:
    text = "Six people died in a blast. It rained. The road was shut. A clinic opened. The Red Front claimed responsibility."
    document, span = _read(text, "died")
    assert deed_of(span, document).blamed == ()


def test_without_a_parse_nobody_is_blamed() -> None:
    assert deed_of(Span(4, 10), analyse("Men killed four by shelling.")) == Deed()
