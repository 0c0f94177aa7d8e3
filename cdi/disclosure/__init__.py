"""What may leave the force: small numbers of people are hidden, with what would give them away.

Applied once, right after an audit is measured, so that everything that follows sees nothing else: pages, tables, charts
and their words, notebooks and files. What is about people and what about the force's work stands in
`cdi/contract/about_people.csv`.
"""

from __future__ import annotations

from cdi.disclosure.protection import Protected, protect

__all__ = ["Protected", "protect"]
