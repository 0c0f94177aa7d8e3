"""Numbers in, numbers out: nothing here knows what is counted, or of tables and files.

Rates are fractions (0 to 1) throughout this package, except where a parameter says percent or points in its name;
`units` has the unit of every argument. Arguments may be single numbers or arrays, which are broadcast against each
other: one call serves all strata, groups or months. What is out of range raises ValueError, and what is no number
TypeError, with the value and the rule; no function answers with NaN.
"""
