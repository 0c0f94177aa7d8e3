"""The unit of every argument of the package, by the name of its type.

Each is an `ArrayLike`: one number or an array. The names are for the reader, and for the test that asks every public
function what unit each of its arguments has. A wrong unit that can be told apart is refused at the door.
"""

from __future__ import annotations

from numpy.typing import ArrayLike

Fraction = ArrayLike
"""A rate or share from 0 to 1. 95 is refused."""
Difference = ArrayLike
"""A difference of two fractions, from −1 to 1."""
ErrorOfFraction = ArrayLike
"""The standard error of a fraction, from 0 to 0.5."""
Percent = ArrayLike
"""A rate in percent, from 0 to 100."""
Points = ArrayLike
"""Percentage points, from 0 to 100."""
Count = ArrayLike
"""A whole number of units, zero or more."""
SampleSize = ArrayLike
"""A whole number of units, one or more."""
PopulationSize = ArrayLike
"""A whole number of units, at least as many as the sample; infinity where the sample is a negligible part."""
Weight = ArrayLike
"""Units that something stands for, above zero; they need not be whole."""
Total = ArrayLike
"""Units a year, zero or more."""
Time = ArrayLike
"""A length of time, zero or more, in one unit of the caller's choice, as plain numbers."""
PValue = ArrayLike
"""A probability from 0 to 1."""
Score = ArrayLike
"""A number of standard errors."""
Variance = ArrayLike
"""A squared fraction, zero or more."""
Place = ArrayLike
"""A whole number from 0 that says where in another argument something belongs."""
YesNo = ArrayLike
"""True and False, or 1 and 0."""
Coefficient = ArrayLike
"""How often each of several counts is in a sum, below zero where it is taken off."""
Shape = ArrayLike
"""A parameter of a beta distribution, above zero."""
Level = float
"""The confidence level of an interval, a fraction between 0 and 1."""
