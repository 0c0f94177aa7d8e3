"""The only place where a number or a date becomes text.

Rounding is half up on exact decimals: 1,889 of 2,000 is 94.45 percent and prints as 94.5, which binary floats and
half-even rounding would turn into 94.4.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from babel.dates import format_date
from babel.lists import format_list
from num2words import num2words

from cdi.model.language import ENGLISH, WELSH, Language

Number = int | float | Decimal | Fraction

_LOCALES: dict[Language, str] = {ENGLISH: "en_GB", WELSH: "cy"}

ZERO_WORDS = ("zero", "no", "none", "not one", "neither", "nil")
"""What a count of zero may be called in prose; nothing else is, least of all what is unknown or rounds to zero."""

# Floats carry noise in the 15th digit, so a tie that the counts make exactly may sit a hair below it.
# Nine decimals are far finer than anything printed and far coarser than that noise.
_FLOAT_DECIMALS = 9
# The finest that the inspectorate's reports state rates and half-widths with.
_MOST_PLACES = 2


def exact(value: Number) -> Decimal:
    """The value as a decimal: exact for counts and fractions to 28 digits, cleaned of binary noise for floats."""
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    if isinstance(value, float):
        return Decimal(repr(round(value, _FLOAT_DECIMALS)))
    return Decimal(value)


def half_up(value: Number, places: int = 0) -> Decimal:
    """Round half away from zero at `places` decimals; the one rounding of the project.

    >>> half_up(Fraction(100 * 1889, 2000), 1)
    Decimal('94.5')
    """
    rounded = exact(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded


def decimals(value: Number, places: int) -> str:
    """The bare number at a fixed number of decimals, with thousands separators: 1.71, 1,662.

    With negative places it is rounded to the ten or the hundred: 8,267 with -2 is 8,300.
    """
    return f"{half_up(value, places):,f}"


def printed_places(text: str, value: Number) -> int | None:
    """The decimals with which a text prints a value, negative where rounded to the ten or the hundred.

    None where the value is not the only number of the text.

    >>> printed_places("84.1%", 84.067), printed_places("8,300", 8266.7), printed_places("84 of 93", 90.3)
    (1, -2, None)
    """
    for places in (0, 1, 2, -1, -2):
        before, number, after = text.partition(decimals(value, places))
        if number and not any(map(str.isdigit, before + after)):
            return places
    return None


def places(value: Number) -> int:
    """The decimals that a value stated by others is printed with.

    Of a decimal as many as it was written with, two at most; of any other value none where it is whole, else one.

    >>> places(Decimal("96")), places(Decimal("96.0")), places(Decimal("85.49")), places(79.39999999999999)
    (0, 1, 2, 1)
    """
    if not isinstance(value, Decimal):
        return 0 if exact(value) == half_up(value) else 1
    exponent = value.as_tuple().exponent
    if isinstance(exponent, str) or exponent >= 0:
        return 0
    if -exponent > _FLOAT_DECIMALS:  # what a spreadsheet worked out, not what anybody wrote
        return places(round(value, _FLOAT_DECIMALS).normalize())
    return min(-exponent, _MOST_PLACES)


def stated(value: Number) -> str:
    """A number as others stated it: 24, 1,662, 94.3."""
    return decimals(value, places(value))


def percent(value: Number, places: int = 1) -> str:
    """A rate that is already in percent: 84.1%."""
    return f"{decimals(value, places)}%"


def level(fraction: float) -> str:
    """A confidence level given as a fraction, with the decimals it has: 95%, 99.5%.

    >>> level(0.9), level(0.9975)
    ('90%', '99.75%')
    """
    return f"{exact(100 * fraction).normalize():f}%"


def points(value: Number, places: int = 1, language: Language = ENGLISH) -> str:
    """A difference of two rates, or a half-width, in percentage points: 8.3 percentage points.

    >>> points(1.0), points(1, 0), points(-8.2, 0), points(8.3, language="cy")
    ('1.0 percentage points', '1 percentage point', '-8 percentage points', '8.3 pwynt canran')
    """
    text = decimals(value, places)
    if language == WELSH:  # a noun behind a number is in the singular
        return f"{text} pwynt canran"
    return f"{text} percentage point" if text.lstrip("-") == "1" else f"{text} percentage points"


def printed_in_welsh(printed: str) -> str:
    """A number as a measure printed it, with the words around it in Welsh.

    >>> printed_in_welsh("84 of 93"), printed_in_welsh("8.3 percentage points"), printed_in_welsh("84.1%")
    ('84 o 93', '8.3 pwynt canran', '84.1%')
    """
    return re.sub(r"percentage points?", "pwynt canran", re.sub(r"(?<=\d) of (?=\d)", " o ", printed))


def count(value: int) -> str:
    """A count: 1,662."""
    return f"{value:,}"


def counted(value: int, noun: str) -> str:
    """A count with its noun, which takes an s but for one: 1 row, 1,662 rows."""
    return f"{count(value)} {noun}" if value == 1 else f"{count(value)} {noun}s"


def fraction(numerator: int, denominator: int) -> str:
    """A part of a small sample, without a percent: 84 of 93."""
    return f"{count(numerator)} of {count(denominator)}"


def estimate(value: Number) -> str:
    """A yearly estimate as the inspectorate prints it: to the nearest hundred, below 1,000 to the nearest ten.

    8,296 prints as 8,300 and 209 as 210; a value that rounds up to 1,000 is printed to the ten.
    """
    places = -2 if abs(exact(value)) >= 1000 else -1
    return f"{int(half_up(value, places)):,}"


def signed(value: Number, places: int) -> str:
    """A difference with its sign, at least one unit of its last place: +0.3, -12, under 0.1 for what is smaller."""
    if half_up(value, places) == 0 and value:
        return f"under {Decimal(1).scaleb(-places)}"
    return f"{half_up(value, places):+,}"


def p_value(value: float) -> str:
    """A p-value to three decimals: 0.042, below 0.001 for what is smaller."""
    return f"{half_up(value, 3)}" if value >= 0.001 else "below 0.001"


def pounds(value: int) -> str:
    """Whole pounds: £419,000."""
    return f"£{value:,}"


def in_words(value: int, digits_from: int = 10, zero: str = "zero", language: Language = ENGLISH) -> str:
    """A count in prose: words below `digits_from`, digits from there on.

    `zero` is the word for a count of zero, one of `ZERO_WORDS`; ValueError for any other. In Welsh always digits: a
    number word there follows the gender of the noun and changes its first letter, which only a writer can do.

    >>> in_words(9), in_words(10), in_words(0, zero="none"), in_words(9, language="cy")
    ('nine', '10', 'none', '9')
    """
    if zero not in ZERO_WORDS:
        raise ValueError(f"zero={zero!r}: expected one of {', '.join(ZERO_WORDS)}")
    if language == WELSH:
        return count(value)
    if value == 0:
        return zero
    return str(num2words(value)) if 0 < value < digits_from else count(value)


def ordinal(value: int, language: Language = ENGLISH) -> str:
    """A rank in words: first, second, third; in Welsh in digits with their ending: 1af, 2il, 3ydd.

    >>> ordinal(3), ordinal(3, "cy"), ordinal(18, "cy"), ordinal(41, "cy"), ordinal(60, "cy")
    ('third', '3ydd', '18fed', '41ain', '60fed')
    """
    if language == WELSH:
        return f"{value}{_WELSH_ENDINGS.get(value, _ending_above_twenty(value))}"
    return str(num2words(value, to="ordinal"))


# The endings of the Welsh ordinals from 1 to 20, which follow their words: cyntaf, ail, trydydd, pedwerydd, pumed …
_WELSH_ENDINGS = {1: "af", 2: "il", **dict.fromkeys((3, 4), "ydd"), **dict.fromkeys((5, 6), "ed")}
_WELSH_ENDINGS |= dict.fromkeys((7, 8, 9, 10, 12, 15, 18, 20), "fed")
_WELSH_ENDINGS |= dict.fromkeys((11, 13, 14, 16, 17, 19), "eg")


def _ending_above_twenty(value: int) -> str:
    """As in unfed ar hugain, deugainfed, unfed a deugain: -fed for whole scores and hundreds, else -ain."""
    return "fed" if value % 20 == 0 or value % 100 == 0 else "ain"


def capitalised(text: str) -> str:
    """The text with a capital at its beginning, and otherwise as it is.

    >>> capitalised("no-crime decisions in Leicester")
    'No-crime decisions in Leicester'
    """
    return text[:1].upper() + text[1:]


def uncapitalised(text: str) -> str:
    """The text as it stands inside a sentence: without a capital at its beginning, unless a second letter is one too.

    >>> uncapitalised("Cancelled crimes"), uncapitalised("PEEL grades")
    ('cancelled crimes', 'PEEL grades')
    """
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def listed(items: list[str], language: Language = ENGLISH) -> str:
    """Items joined as in a British sentence: rape, robbery and violence; nothing where there are none.

    In Welsh the last is joined by "a", or "ac" before a vowel. The item itself is not mutated: whoever writes the list
    writes it as it is to stand there.

    >>> listed(["Gwent", "Dyfed-Powys"], "cy"), listed(["Conwy", "Gwynedd", "Ynys Môn"], "cy")
    ('Gwent a Dyfed-Powys', 'Conwy, Gwynedd ac Ynys Môn')
    """
    if language == WELSH and len(items) > 1:
        joined = "ac" if items[-1][:1].lower() in _WELSH_VOWELS else "a"
        return f"{', '.join(items[:-1])} {joined} {items[-1]}"
    return str(format_list(items, locale=_LOCALES[ENGLISH]))


_WELSH_VOWELS = frozenset("aeiouwyâêîôûŵŷáéíóúẃýàèìòùẁỳäëïöüẅÿ")


def listed_or_none(items: list[str]) -> str:
    """The same, and the word for a count of zero where there are none."""
    return listed(items) or in_words(len(items), zero="none")


def day(value: date, language: Language = ENGLISH) -> str:
    """15 January 2019; in Welsh 15 Ionawr 2019."""
    return format_date(value, "d MMMM y", locale=_LOCALES[language])


def weekday(value: date, language: Language = ENGLISH) -> str:
    """Tuesday 15 January 2019, in Welsh dydd Mawrth 15 Ionawr 2019; the weekday is computed, never typed."""
    text = format_date(value, "EEEE d MMMM y", locale=_LOCALES[language])
    return uncapitalised(text) if language == WELSH else text


_SEASONS: dict[Language, tuple[str, ...]] = {
    ENGLISH: ("winter", "spring", "summer", "autumn"),
    WELSH: ("gaeaf", "gwanwyn", "haf", "hydref"),
}


def season(value: date, language: Language = ENGLISH) -> str:
    """A date as a season, autumn 2017, by the meteorological seasons; a winter has two years: winter 2017/18."""
    of_year = value.month % 12 // 3
    name = _SEASONS[language][of_year]
    if of_year:
        return f"{name} {value.year}"
    first = value.year if value.month == 12 else value.year - 1
    return f"{name} {first}/{(first + 1) % 100:02d}"


def month(value: date, language: Language = ENGLISH) -> str:
    """January 2019; in Welsh Ionawr 2019."""
    return format_date(value, "MMMM y", locale=_LOCALES[language])
