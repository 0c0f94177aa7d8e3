"""Charts that are laid out once and not drawn, for builds of which a test reads something else."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import ParamSpec, TypeVar

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")
SKETCH = '<svg xmlns="http://www.w3.org/2000/svg" width="475pt" height="200pt" viewBox="0 0 475 200"></svg>'


def with_sketched_charts(function: Callable[_Given, _Result], *args: _Given.args, **words: _Given.kwargs) -> _Result:
    """What the function returns where each chart is an empty sheet with its words; for a clean process, which ends.

    Charts are neither looked for among those that other processes have drawn nor left there.
    """
    from cdi.exhibits import charts
    from cdi.exhibits.charts import all_forces, canvas

    for module in (charts, all_forces):
        for name in module.__all__:
            setattr(module, name, inspect.unwrap(getattr(module, name)))
    canvas.to_svg = lambda _: SKETCH
    with canvas.draw_once(narrow=False):
        return function(*args, **words)
