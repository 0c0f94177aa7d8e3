"""Where rows come from: CSV files, a workbook, Parquet files or a database. Only `load` calls these."""
