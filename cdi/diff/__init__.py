"""What differs between two builds of a force's reports: figures with whether chance could explain it, words, and data.

`builds` finds and reads the two, `figures` and `chance` compare numbers, `words` pages, `data` what went in; `changes`
puts them together and `telling` says it.
"""

from cdi.diff.builds import chosen
from cdi.diff.compare import Comparison, compare
from cdi.diff.report import as_json, as_text

__all__ = ["Comparison", "as_json", "as_text", "chosen", "compare"]
