"""Numbers in, numbers out: nothing here knows of forces, crimes, tables or files.

Rates are fractions (0 to 1) throughout this package; the measures turn them into percent.
"""
