"""Which numbers in author text stop a document, and which do not."""

import pytest

from cdi.compose.binding import escaped
from cdi.compose.typed_numbers import marked_own, typed_numbers, without_marks


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("The force records 12% of violence.", ["12%"]),
        (
            "It missed 1,204 crimes and 3.5 per cent of rapes, at a cost of £419,000.",
            ["1,204", "3.5 per cent", "£419,000"],
        ),
        ("Of 40 calls 38 were right.", ["40", "38"]),
        ("In 2018 there were 2018% more.", ["2018%"]),
        ("Leicestershire 12% is low.", ["12%"]),
        ("On 4 May 2018, in June 2019, in 2018/19 and by 10:30, nothing happened.", []),
        ("1. Record N100 where it is due.\n2. Record it.", []),
        ("A search tool, Genie 2, and the report, Part 3, are named.", []),
        ('[84.1%]{figure="recording.overall" facet="printed"} was recorded.', []),
        ('It fell by −[2.1]{figure="a.b" facet="value"}, or (-[2.1]{figure="a.b" facet="value"}).', ["−2.1", "-2.1"]),
        ('Between [79.8]{figure="a.b" facet="low"}–[84.1%]{figure="a.b" facet="high"}, at [9]{fact="a"}:30.', []),
        ("[See 12% here](https://example.org/98), <https://example.org/97>.", ["12%"]),
        ("A **nin**ety per cent share, \\[98%\\]{a}, &#x39;7%.", ["A ninety per cent", "98%", "97%"]),
        ("A share of ⁹⁶%, of ９５% and of ¾.", ["96%", "95%", "3", "4"]),
        ("::: box Recommendation 2\n\nRecord it.\n\n:::\n\n::: box 12% of it\n\nRecord it.\n\n:::", ["12%"]),
        ("It is said elsewhere.[^94]\n\n[^94]: In 93% of it.", ["93%"]),
        (f"It spends {marked_own('12%')} of it.", []),
        (
            "Some twelve per cent are lost, and a hundred and five percent of none.",
            ["twelve per cent", "a hundred and five percent"],
        ),
        ("It misses one in ten,\nor three out of five.", ["one in ten", "three out of five"]),
        (
            "Half of it, two thirds, three-quarters and a fifth of rapes.",
            ["Half of", "two thirds", "three-quarters", "a fifth of"],
        ),
        ("There were twenty-one unrecorded violent crimes.", ["twenty-one unrecorded violent crimes"]),
        (
            "Hundreds of crimes and dozens of serious sexual offences are lost.",
            ["Hundreds of crimes", "dozens of serious sexual offences"],
        ),
        ("It lies two percentage points lower.", ["two percentage points"]),
        (f"It loses {marked_own('one in ten')}.", []),
        ("On the twenty-first of May, in the second half of the year, the first of three reviews began.", []),
        ("One of the officers gave two reasons; at ten the third quarter of the year began.", []),
        ("First, two teams work one to one, half an hour each, on four themes.", []),
        (
            "It is right nine times out of ten, in nine of ten, in one out of every five and in two of each three.",
            ["nine times out of ten", "nine of ten", "one out of every five", "two of each three"],
        ),
        (
            "Ninety  per  cent, twelve per-cent, nil per cent, zero percent, five per mille and XIX% are lost.",
            ["Ninety per cent", "twelve per-cent", "nil per cent", "zero percent", "five per mille", "XIX%"],
        ),
        (
            "Half the serious crimes are lost, a tenth more than before; half the time of one of the officers is.",
            ["Half the serious crimes", "a tenth more"],
        ),
        ("八十四 of it, ፰፬, 𝍩, 𐄐 and 𝋠, by Siân; and Ⅻ% more.", ["八十四", "፰፬", "𝍩", "𐄐", "𝋠", "XII%"]),
        ('[nine crimes]{figure="a.b" facet="value"} were found.', []),
    ],
)
def test_a_number_counts_unless_something_vouches_for_it(text: str, numbers: list[str]) -> None:
    assert typed_numbers(text) == numbers


def test_the_marks_are_not_printed() -> None:
    assert without_marks(f"It spends {marked_own(escaped('12%'))}.") == "It spends 12%."
