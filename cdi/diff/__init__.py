"""What differs between two builds of a force's reports: figures and whether chance could explain it, words, and data.

`builds` chooses and reads the two. `figures` and `chance` compare numbers, `sentences` and `wording` the trees of
documents, `inputs` what went in. `compare` puts them together, and `report` says it as text or JSON.
"""

from cdi.diff.builds import choose_builds
from cdi.diff.compare import Comparison, compare
from cdi.diff.report import as_json, as_text

__all__ = ["Comparison", "as_json", "as_text", "choose_builds", "compare"]
