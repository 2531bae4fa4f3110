"""Dates of English prose against the day of publication: invented phrases, their dates worked out by hand on the calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercount.errors import RecordError
from undercount.read.prose.dates.phrases import dates
from undercount.record import When

# Wednesday 14 December 2016, Monday 2 March 2015, Saturday 29 February 2020, Wednesday 3 January 2024.
WED, MON, LEAP, NEW_YEAR = "2016-12-14", "2015-03-02", "2020-02-29", "2024-01-03"

PHRASES = [
    # days counted from the publication
    ("He died yesterday.", WED, "2016-12-13"),
    ("He died yesterday.", NEW_YEAR, "2024-01-02"),
    ("He died yesterday.", MON, "2015-03-01"),
    ("the shelling today", WED, "2016-12-14"),
    ("killed last night", WED, "2016-12-13"),
    ("killed this morning", LEAP, "2020-02-29"),
    ("killed the day before yesterday", LEAP, "2020-02-27"),
    ("clashes went on overnight", WED, "2016-12-13/2016-12-14"),
    ("a vote is due tomorrow", WED, "2016-12-15"),
    # weekdays look back
    ("was shot on Monday", WED, "2016-12-12"),
    ("was shot on Wednesday", WED, "2016-12-14"),
    ("was shot on Thursday", WED, "2016-12-08"),
    ("was shot on Sunday", MON, "2015-03-01"),
    ("was shot on Tuesday", MON, "2015-02-24"),
    ("was shot late on Friday night", LEAP, "2020-02-28"),
    ("was shot early Tuesday", WED, "2016-12-13"),
    ("was shot in the early hours of Saturday", WED, "2016-12-10"),
    ("Monday's attack killed four", WED, "2016-12-12"),
    ("was shot last Thursday", WED, "2016-12-08"),
    ("was shot last Wednesday", WED, "2016-12-07"),
    ("was shot on Wednesday last week", WED, "2016-12-07"),
    ("was shot on Friday of last week", MON, "2015-02-27"),
    ("was hit last week, on Tuesday", WED, "2016-12-06"),
    ("On Fri. three were shot", WED, "2016-12-09"),
    ("lawmakers will vote on Friday", WED, "2016-12-16"),
    ("the hearing is scheduled for next Monday", WED, "2016-12-19"),
    ("The ministry said on Monday that aid will arrive", WED, "2016-12-12"),
    # days of the calendar, the year inferred
    ("were killed on 7 October", WED, "2016-10-07"),
    ("were killed on October 7th", WED, "2016-10-07"),
    ("were killed on the 7th of October", WED, "2016-10-07"),
    ("were killed on 20 December", WED, "2015-12-20"),
    ("were killed on Dec. 20", NEW_YEAR, "2023-12-20"),
    ("were killed on 29 February", MON, "2012-02-29"),
    ("were killed on Sept. 30", MON, "2014-09-30"),
    ("were killed on 7 October 2014", WED, "2014-10-07"),
    ("were killed on October 7, 2014", WED, "2014-10-07"),
    ("Friday, 9 December", WED, "2016-12-09"),
    ("killed on Tuesday, November 3", WED, "2015-11-03"),
    ("killed on Friday (9 December)", WED, "2016-12-09"),
    ("killed on Friday (09/12)", WED, "2016-12-09"),
    ("the clashes of [19 August]", WED, "2016-08-19"),
    ("reported on 21-Feb-2015", WED, "2015-02-21"),
    ("TEGUCIGALPA, 12 MAY 89 (WIRE)", "1989-05-12", "1989-05-12"),
    ("report of 2016-11-05", WED, "2016-11-05"),
    ("on 25/05/2016 a bomb", WED, "2016-05-25"),
    ("on 05/25/2016 a bomb", WED, "2016-05-25"),
    ("elections will be held on 20 January", WED, "2017-01-20"),
    ("In 2014, he was arrested on 7 October", WED, "2014-10-07"),
    ("was found on the 7th.", WED, "2016-12-07"),
    ("was found on the 20th.", WED, "2016-11-20"),
    ("was found on 12 May '15", WED, "2015-05-12"),
    # ranges
    ("killed between 3 and 5 March", WED, "2016-03-03/2016-03-05"),
    ("killed from 3 to 5 March 2015", WED, "2015-03-03/2015-03-05"),
    ("killed on 3-5 March", WED, "2016-03-03/2016-03-05"),
    ("killed on March 3-5, 2015", WED, "2015-03-03/2015-03-05"),
    ("the night of 12–13 May", WED, "2016-05-12/2016-05-13"),
    ("killed on 12 and 13 May", WED, "2016-05-12/2016-05-13"),
    ("from 12 May to 3 June 2016", WED, "2016-05-12/2016-06-03"),
    ("from 28 December to 2 January", NEW_YEAR, "2023-12-28/2024-01-02"),
    ("between Monday and Wednesday", WED, "2016-12-12/2016-12-14"),
    ("between Friday and Sunday", WED, "2016-12-09/2016-12-11"),
    ("from July to October", WED, "2016-07/2016-10"),
    ("between November and January", NEW_YEAR, "2023-11/2024-01"),
    ("from 2011 to 2015", WED, "2011/2015"),
    ("between 2011 and 2015", WED, "2011/2015"),
    ("the years 2011-2015", WED, "2011/2015"),
    ("between the 1970s and 1980s", WED, "197X/198X"),
    # open ends
    ("By October 7, 23 attacks were recorded", WED, "../2016-10-07"),
    ("since the siege began in July", WED, "2016-07/2016-12-14"),
    ("since 2011", WED, "2011/2016-12-14"),
    ("since Monday", WED, "2016-12-12/2016-12-14"),
    ("since 27 April 2015", WED, "2015-04-27/2016-12-14"),
    ("since last summer", WED, "2016-06/2016-12-14"),
    ("held it until 2014", WED, "../2014"),
    ("was alive until Tuesday", WED, "../2016-12-13"),
    ("as of 1 November", WED, "../2016-11-01"),
    ("died before 7 October 2016", WED, "../2016-10-06"),
    ("since a year ago", WED, "2015/2016-12-14"),
    # windows
    ("in the past 24 hours", WED, "2016-12-13/2016-12-14"),
    ("in the last 48 hours", MON, "2015-02-28/2015-03-02"),
    ("over the past two months", WED, "2016-10-14/2016-12-14"),
    ("during the last six months", "2016-08-31", "2016-02-29/2016-08-31"),
    ("in the past week", WED, "2016-12-07/2016-12-14"),
    ("in the past year", WED, "2015-12-14/2016-12-14"),
    ("over the last three years", LEAP, "2017-02-28/2020-02-29"),
    # so long ago, as precise as the unit
    ("two days ago", WED, "2016-12-12"),
    ("three days ago", MON, "2015-02-27"),
    ("two weeks ago", WED, "2016-11-28/2016-12-04"),
    ("a month ago", NEW_YEAR, "2023-12"),
    ("six months ago", WED, "2016-06"),
    ("three years ago", WED, "2013"),
    ("about ten years ago", WED, "2006~"),
    ("more than two years ago", WED, "../2014"),
    ("a decade ago", WED, "200X"),
    # the calendar's week, month, year
    ("last week", WED, "2016-12-05/2016-12-11"),
    ("last week", MON, "2015-02-23/2015-03-01"),
    ("this week", LEAP, "2020-02-24/2020-03-01"),
    ("next week", WED, "2016-12-19/2016-12-25"),
    ("last month", NEW_YEAR, "2023-12"),
    ("earlier this month", WED, "2016-12"),
    ("last year", WED, "2015"),
    ("so far this year", WED, "2016"),
    ("next year", WED, "2017"),
    ("at the end of the month", WED, "2016-12"),
    ("over the weekend", WED, "2016-12-10/2016-12-11"),
    ("over the weekend", MON, "2015-02-28/2015-03-01"),
    ("last weekend", WED, "2016-12-10/2016-12-11"),
    ("the week of May 12", WED, "2016-05-09/2016-05-15"),
    ("the week ending 11 December", WED, "2016-12-05/2016-12-11"),
    # months, years and longer
    ("were killed in July", WED, "2016-07"),
    ("were killed in December", WED, "2016-12"),
    ("were killed in December", NEW_YEAR, "2023-12"),
    ("were killed last July", WED, "2016-07"),
    ("were killed last December", WED, "2015-12"),
    ("in early May", WED, "2016-05"),
    ("in mid-July", WED, "2016-07"),
    ("in late November 2014", WED, "2014-11"),
    ("in October of last year", WED, "2015-10"),
    ("in March last year", WED, "2015-03"),
    ("in March 2011", WED, "2011-03"),
    ("in 2011", WED, "2011"),
    ("early in 2015", WED, "2015"),
    ("around 2002, theories spread", WED, "2002~"),
    ("his 2008 campaign", WED, "2008"),
    ("in the 1990s", WED, "199X"),
    ("in the late '80s", WED, "198X"),
    ("in the 13th century", WED, "12XX"),
    ("in the summer of 2015", WED, "2015-06/2015-09"),
    ("last summer", "2016-04-09", "2015-06/2015-09"),
    ("last winter", WED, "2015-12/2016-03"),
    ("in the third quarter", WED, "2016-07/2016-09"),
    ("in the first half of 2015", WED, "2015-01/2015-06"),
    ("on Christmas Eve 2015", WED, "2015-12-24"),
    ("on New Year's Day", NEW_YEAR, "2024-01-01"),
    ("the 9/11 attacks", WED, "2001-09-11"),
    # counted from the date before
    ("Four died on 7 October; two days later three more died", WED, "2016-10-09"),
    ("Four died on 7 October. The next day three more died", WED, "2016-10-08"),
    ("Four died on 7 October. On the same day a school was hit", WED, "2016-10-07"),
    ("two days after Monday's blast", WED, "2016-12-14"),
    ("the day after Christmas 2015", WED, "2015-12-26"),
    # times of day
    ("at 2:30 pm on October 7th, 2015", WED, "2015-10-07T14:30"),
    ("on Sunday at 9:30am", WED, "2016-12-11T09:30"),
    ("at approximately 2:30 pm on October 7th, 2015", WED, "2015-10-07"),
    ("At 11:40 in the evening of Sunday", WED, "2016-12-11T23:40"),
    ("on Thursday at around 10:30 pm", WED, "2016-12-08"),
]


@pytest.mark.parametrize(("text", "published", "edtf"), PHRASES)
def test_a_phrase_is_resolved_as_the_calendar_has_it(text: str, published: str, edtf: str) -> None:
    found = dates(text, published)
    assert found, text
    assert found[-1].when is not None, found[-1].why_not
    assert found[-1].when.edtf == edtf
    assert found[-1].rule


UNRESOLVED = [
    ("a few days ago", WED, "names no number"),
    ("in recent weeks", WED, "names no number"),
    ("in the past couple of days", WED, "names no number"),
    ("during Ramadan", WED, "move from year to year"),
    ("at approximately 12:30 pm", WED, "names no day"),
    ("on 12/05/2016", WED, "2016-05-12 or 2016-12-05"),
    ("The next day he died", WED, "do not name"),
    ("on Monday", "", "no day of publication"),
    ("last week", "", "no day of publication"),
    ("on 7 October", "", "no day of publication"),
    ("on Monday", "2016-12-14?", "uncertain"),
    ("on Monday", "2016-12", "not known to the day"),
]


@pytest.mark.parametrize(("text", "published", "why"), UNRESOLVED)
def test_what_cannot_be_resolved_says_why(text: str, published: str, why: str) -> None:
    found = dates(text, published)
    assert len(found) == 1
    assert found[0].when is None
    assert why in found[0].why_not


@pytest.mark.parametrize(
    ("text", "published", "edtf"),
    [
        ("on 7 October 2014", "", "2014-10-07"),
        ("since 2011", "", "2011/.."),
        ("in the 1990s", "", "199X"),
        ("last year", "2016-12", "2015"),
        ("in 12/05/2016", "2016-06-01", "2016-05-12"),
        ("on 12/05/2016 and 25/05/2016", WED, "2016-05-12"),
        ("Monday, 7 October 2016", WED, "2016-10-07?"),
    ],
)
def test_what_is_known_without_the_publication_is_resolved(text: str, published: str, edtf: str) -> None:
    when = dates(text, published)[0].when
    assert when is not None
    assert when.edtf == edtf


NO_DATES = [
    "They may march on the capital",
    "2000 people fled 300 villages",
    "June Smith said so",
    "the fall of the city",
    "a 40-year-old man, aged 65",
    "paid $2015 for 3.5 km of road",
    "fighting in Mon, a district",
    "the winter session of parliament",
    "around 1500 teachers",
    "in the 1200 block of Huffman Avenue",
    "from the 1900 block of N. 5th St",
    "from 1500 Main Street",
    "of 1718 East 42nd Ave",
    "A score of 3-5 and a ratio of 10/12",
]


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date_is_left_alone(text: str) -> None:
    assert dates(text, WED) == ()


def test_a_month_in_capitals_is_read_where_all_is_written_so() -> None:
    found = dates("TWO WERE KILLED ON 10 NOVEMBER IN THE TOWN.", "1989-11-24")
    assert [d.when.edtf for d in found if d.when] == ["1989-11-10"]


def test_a_year_before_a_street_that_a_word_of_time_takes_stays_a_year() -> None:
    text = "in 1972 Derry Street was closed, since 1969 Bombay Street was burnt"
    assert [one.when.edtf for one in dates(text, WED) if one.when] == ["1972", "1969/2016-12-14"]


@given(st.dates(date(1950, 1, 10), date(2090, 12, 20)))
def test_this_week_is_for_a_report_the_week_up_to_it_and_for_the_calendar_its_own(published: date) -> None:
    text = "killed this week"
    (told,) = dates(text, published.isoformat(), past=True)
    assert told.when is not None
    assert told.when.edtf == f"{published - timedelta(days=7)}/{published}"
    (plain,) = dates("this week", published.isoformat())
    monday = published - timedelta(days=published.weekday())
    assert plain.when is not None
    assert plain.when.edtf == f"{monday}/{monday + timedelta(days=6)}"


@given(st.dates(date(1950, 1, 10), date(2090, 12, 20)), st.integers(0, 6))
def test_a_weekday_is_the_last_one_up_to_the_publication(published: date, number: int) -> None:
    name = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][number]
    wanted = next(d for back in range(7) if (d := published - timedelta(days=back)).strftime("%A") == name)
    when = dates(f"was killed on {name}", published.isoformat())[0].when
    assert when is not None
    assert when.edtf == wanted.isoformat()


@given(st.dates(date(1950, 1, 10), date(2090, 12, 20)), st.dates(date(2001, 1, 1), date(2001, 12, 31)))
def test_a_day_without_a_year_is_the_last_one_up_to_the_publication(published: date, day: date) -> None:
    wanted = max(d for y in (published.year - 1, published.year) if (d := day.replace(year=y)) <= published)
    for form in (day.strftime("%d %B"), day.strftime("%B %d")):
        when = dates(f"was killed on {form}", published.isoformat(), past=True)[0].when
        assert when is not None
        assert when.edtf == wanted.isoformat()


@given(
    st.text(
        alphabet=st.sampled_from("Monday 7 October 2016 since the last two weeks ago 3/4 at 5 pm,.()-\n"), max_size=80
    )
)
def test_spans_stand_in_the_text_in_order_and_apart(text: str) -> None:
    found = dates(text, WED)
    at = 0
    for one in found:
        assert at <= one.span.start < one.span.end <= len(text)
        assert (one.when is None) != (one.why_not == "")
        at = one.span.end


def test_days_are_those_of_the_zone() -> None:
    when = dates("on Monday", "2016-12-14", zone="Asia/Damascus")[0].when
    assert when == When.parse("2016-12-12", zone="Asia/Damascus")


def test_a_publication_that_is_no_date_is_refused() -> None:
    with pytest.raises(RecordError, match="EDTF"):
        dates("on Monday", "14 December")
