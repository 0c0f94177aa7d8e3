from datetime import date, datetime
from pathlib import Path

import pytest

from cdi.model.errors import ContractBroken
from cdi.new_audit.reconstruct import Expect, Mark, NewRows, ReconstructionCounts, read_counts, reconstruct
from cdi.workspace.paths import Workspace

ROWS = NewRows(
    table="cancelled_crimes",
    count=5,
    why="published",
    values={
        "category": "rape", "decision_correct": False, "required_authority": "registrar",
        "victim_should_be_informed": False,
    },
)  # fmt: skip


def counts(**changes: object) -> ReconstructionCounts:
    values = {
        "statement": "made up", "inspection_id": "x", "id_prefix": "REC-X", "seed": 1,
        "received_from": datetime(2018, 4, 1), "received_to": datetime(2018, 7, 1), "rows": (ROWS,),  # noqa: DTZ001
    }  # fmt: skip
    return ReconstructionCounts(**(values | changes))


def correct(count: int) -> Mark:
    where = {"category": "rape", "decision_correct": False}
    return Mark(
        table="cancelled_crimes", where=where, count=count, set={"decision_correct": True}, why="published: right"
    )


def test_a_mark_sets_exactly_so_many_rows() -> None:
    text = reconstruct(counts(mark=(correct(3),)))["cancelled_crimes"]
    assert text.count(",rape,,true,") == 3
    assert text.count(",rape,,false,") == 2
    assert text.splitlines()[1].startswith("REC-X-C00001,x,rape,")


def test_the_same_counts_give_the_same_bytes_and_another_seed_others() -> None:
    made = reconstruct(counts(mark=(correct(3),)))
    assert made == reconstruct(counts(mark=(correct(3),)))
    assert made != reconstruct(counts(mark=(correct(3),), seed=2))


def test_the_part_of_a_key_that_the_counts_give_is_kept_and_the_rest_is_numbered() -> None:
    values = {"plan_id": "P", "as_at": date(2015, 6, 4), "force_id": "fx", "theme": "training", "status": "complete"}
    actions = NewRows(table="action_plan_actions", count=2, why="published", values=values)
    assert reconstruct(counts(rows=(actions,)))["action_plan_actions"].splitlines()[1:] == [
        "P,REC-X-A00001,2015-06-04,fx,training,complete,,,,",
        "P,REC-X-A00002,2015-06-04,fx,training,complete,,,,",
    ]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"mark": (correct(6),)}, "published: right: 6 of cancelled_crimes asked for, 5 meet the condition"),
        (
            {"expect": (Expect(table="cancelled_crimes", where={}, count=4, why="published: all"),)},
            "published: all: the rows of cancelled_crimes hold 5, expected 4",
        ),
        (
            {"rows": (ROWS.model_copy(update={"values": {"categry": "rape"}}),)},
            "column 'categry' of cancelled_crimes; did you mean category",
        ),
    ],
)
def test_counts_that_cannot_be_are_refused_by_name(changes: dict, message: str) -> None:
    with pytest.raises(ContractBroken, match=message):
        reconstruct(counts(**changes))


@pytest.mark.slow
def test_the_committed_rows_are_what_the_generator_writes(project: Workspace) -> None:
    for path in project.data.glob("*/*/reconstruction.toml"):
        for table, text in reconstruct(read_counts(path)).items():
            assert (path.parent / f"{table}.csv").read_bytes() == text.encode(), f"{path.parent.name}/{table}.csv"


def test_an_unknown_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "reconstruction.toml"
    path.write_text("sead = 1\n", encoding="utf-8")
    with pytest.raises(ContractBroken, match="sead"):
        read_counts(path)
