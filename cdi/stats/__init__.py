"""Numbers in, numbers out: nothing here knows of forces, crimes, tables or files.

Rates are fractions (0 to 1) throughout this package; the measures turn them into percent. Arguments may be single
numbers or arrays, which are broadcast against each other: one call serves all strata, forces or months. What is out
of range raises ValueError with the value and the rule; no function answers with NaN.
"""
