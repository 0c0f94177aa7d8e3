"""The table of source figures is whole, and says what it does not compute."""

import pandas as pd
import pytest

from cdi.load import read_source_figures
from cdi.model.errors import ContractBroken
from cdi.settings import Workspace


@pytest.fixture(scope="module")
def table(project: Workspace) -> pd.DataFrame:
    return read_source_figures(project)


def test_every_statement_is_there_and_nearly_all_are_computed(table: pd.DataFrame) -> None:
    assert len(table) == 428
    assert table["kind"].value_counts().to_dict() == {
        "computed": 397, "not_derivable": 12, "constant": 7, "document_metadata": 7, "author_text": 5,
    }  # fmt: skip


def test_a_statement_is_bound_to_one_thing_only(spoilable: Workspace) -> None:
    path = spoilable.data / "backtest" / "source_figures.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("computed,recording.overall,,printed", "computed,recording.overall,x.y,printed", 1))
    with pytest.raises(ContractBroken, match="either a figure_id or a fact for what is computed"):
        read_source_figures(spoilable)
