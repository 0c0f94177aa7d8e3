"""The build as assets of Dagster, for when one machine is not enough; an optional extra, and nothing else imports it.

`folders` finds out which audits came in or changed, without Dagster; `partitions` names an audit for it; `assets` are
the products of an audit, `checks` what is held against them; `triggers` start runs; `definitions` is what is loaded.
"""
