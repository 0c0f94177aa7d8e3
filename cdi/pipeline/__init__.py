"""The build: what is stale, why, and what runs; finished output is swapped in whole or not at all.

`report` builds one audit, `everything` all of them in processes of their own (`pool`). `inputs` and `code` list what
each stage is made from, `freshness` compares that by content, `lock` keeps two builds from each other. `keeping` keeps
the report before, to compare with.
"""

from cdi.pipeline.stages import Outcome, Request, Watcher, build, failure_page

__all__ = ["Outcome", "Request", "Watcher", "build", "failure_page"]
