"""A workbook of tables as .xlsx and as .ods, from one value; each file is the same bytes each time."""
