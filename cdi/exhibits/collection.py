"""The exhibits of one notebook: each is named once, where it is shown."""

from __future__ import annotations

from cdi.exhibits.on_screen import OnScreen, show
from cdi.model.exhibit import Chart, Table


class Exhibits:
    """The charts and tables that go into the bundle, in the order in which they were kept.

    A cell that is run again replaces its own exhibit, which is known by its id.
    """

    def __init__(self) -> None:
        self._by_id: dict[str, Chart | Table] = {}

    def keep(self, exhibit: Chart | Table | None) -> OnScreen | None:
        """Keep an exhibit for the bundle and show it; nothing to keep gives nothing to show."""
        if exhibit is not None:
            self._by_id[exhibit.id] = exhibit
        return show(exhibit)

    @property
    def charts(self) -> list[Chart]:
        """The charts that were kept."""
        return [exhibit for exhibit in self._by_id.values() if isinstance(exhibit, Chart)]

    @property
    def tables(self) -> list[Table]:
        """The tables that were kept."""
        return [exhibit for exhibit in self._by_id.values() if isinstance(exhibit, Table)]
