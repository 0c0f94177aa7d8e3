"""The build: what is stale, why, and what runs; finished output is delivered whole or not at all.

`stages` plans and builds one report, `all_audits` all of them in processes of their own (`processes`). `inputs` and
`imports` list what each stage is made from, `freshness` compares that by content, `locks` keeps two builds from each
other. `delivery` keeps the report before, to compare with; `replacement` puts a finished folder in its place.
"""
