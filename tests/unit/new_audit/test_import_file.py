"""Small files brought in: what is asked in a terminal, by a mapping file, and what is chosen by hand."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pandas as pd
import pytest

from cdi.contract.tables import AUDIT_TABLES
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import UsageRefused
from cdi.new_audit.answers import Answers, OpenQuestion, read_answers, write_answers
from cdi.new_audit.import_file import Choices, import_file
from cdi.new_audit.import_report import import_as_text
from cdi.workspace.paths import Workspace
from tests.thin import thin

KENT = AuditRef("kent", "2026-inspection")
CANCELLED = """\
Cancelled crimes of the quarter
Crime No;Crime Type;Correct?;Authorised By;Authority Needed;Date of decision
X1;Rape;Yes;FCR;FCR;21-May-18
X2;VAP;No;DDM;FCR;22/05/2018
Total;2;;;;
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "forces.toml").write_text("", encoding="utf-8")
    return Workspace(tmp_path)


def extract(folder: Path, text: str = CANCELLED) -> Path:
    path = folder / "extract.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.slow
def test_answers_are_taken_at_a_terminal_and_one_that_is_none_is_asked_for_again(
    workspace: Workspace, tmp_path: Path
) -> None:
    replies, asked = iter(["Date of decison", "Date of decision"]), list[OpenQuestion]()

    def ask(question: OpenQuestion) -> str:
        asked.append(question)
        return next(replies)

    result = import_file(workspace, extract(tmp_path), KENT, ask=ask)
    assert [each.name for each in asked] == ["cancelled_on", "cancelled_on"]
    assert "did you mean Date of decision?" in asked[1].text
    assert (result.questions, result.faults) == ((), ())
    assert "\n*\n" in (workspace.data / ".gitignore").read_text(encoding="utf-8")
    assert (workspace.audit_folder(KENT) / "cancelled_crimes.csv").read_text(encoding="utf-8") == (
        "cancel_id,category,decision_correct,approved_by,required_authority,cancelled_on\n"
        "X1,Rape,Yes,FCR,FCR,2018-05-21\n"
        "X2,VAP,No,DDM,FCR,2018-05-22\n"
    )


@pytest.mark.slow
def test_answers_are_kept_for_the_next_import_and_a_table_that_was_edited_by_hand_is_not_replaced(
    workspace: Workspace, tmp_path: Path
) -> None:
    import_file(workspace, extract(tmp_path), KENT, ask=lambda _: "Date of decision")
    again = import_file(workspace, extract(tmp_path, CANCELLED.replace("X2;VAP", "X3;VAP")), KENT)
    stored = workspace.audit_folder(KENT) / "cancelled_crimes.csv"
    text = stored.read_text(encoding="utf-8")
    assert (again.questions, "X3" in text) == ((), True)
    stored.write_text(text.replace("Rape", "Robbery"), encoding="utf-8")
    with pytest.raises(UsageRefused, match=r"cancelled_crimes\.csv was written or edited by hand"):
        import_file(workspace, extract(tmp_path), KENT)


@pytest.mark.slow
def test_without_a_terminal_nothing_is_stored_and_the_questions_wait(workspace: Workspace, tmp_path: Path) -> None:
    result = import_file(workspace, extract(tmp_path), KENT)
    (mapping,) = result.written
    assert [each.name for each in result.questions] == ["cancelled_on"]
    assert not workspace.audit_folder(KENT).exists()
    assert 'cancelled_on = "?"' in mapping.read_text(encoding="utf-8")
    with pytest.raises(UsageRefused, match="holds the questions of an earlier run"):
        import_file(workspace, extract(tmp_path), KENT)
    text = mapping.read_text(encoding="utf-8").replace('cancelled_on = "?"', 'cancelled_on = "=2018-05-21"')
    mapping.write_text(text, encoding="utf-8")
    assert import_file(workspace, extract(tmp_path), KENT, Choices(mapping)).questions == ()
    assert not mapping.exists()
    assert 'cancelled_on = "2018-05-21"' in (workspace.audit_folder(KENT) / "audit.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('date = "dmy"', "key date: did you mean dates?"),
        ('dates = "ymd"', 'dates = \'ymd\'; expected "dmy" or "mdy"'),
        (
            '[sheets]\nextract = "cancelled_crime"',
            "no table is called 'cancelled_crime'; did you mean cancelled_crimes?",
        ),
        ('[columns.cancelled_crimes]\ncanceled_on = "x"', "cancelled_crimes has no column 'canceled_on'; did you mean"),
        ('[columns.cancelled_crimes]\ncancelled_on = "Datee"', "'extract' has no heading 'Datee' for cancelled_on"),
        (
            '[values.cancelled_crimes.category]\nVAP = "violense"',
            "category has no value 'violense'; did you mean violence?",
        ),
    ],
)
def test_a_mapping_file_that_names_what_does_not_exist_is_refused(
    workspace: Workspace, tmp_path: Path, content: str, message: str
) -> None:
    (tmp_path / "mapping.toml").write_text(content, encoding="utf-8")
    with pytest.raises(UsageRefused) as refused:
        import_file(workspace, extract(tmp_path), KENT, Choices(tmp_path / "mapping.toml"))
    assert message in str(refused.value)


def test_a_table_may_be_chosen_by_hand(workspace: Workspace, tmp_path: Path) -> None:
    path = extract(tmp_path, "a,b\n1,2\n")
    with pytest.raises(UsageRefused, match="no table of the data contract is like 'extract'"):
        import_file(workspace, path, KENT)
    result = import_file(workspace, path, KENT, Choices(table="governance_bodies"))
    assert [each.table for each in result.proposals] == ["governance_bodies"]
    (written,) = result.written
    written.unlink()
    with pytest.raises(UsageRefused, match="no table is called 'governance_body'"):
        import_file(workspace, path, KENT, Choices(table="governance_body"))


@pytest.mark.slow
def test_dates_that_read_month_first_are_asked_for(workspace: Workspace, tmp_path: Path) -> None:
    text = (
        CANCELLED.replace("21-May-18", "05/21/2018")
        .replace("22/05/2018", "06/05/2018")
        .replace("of decision", "Cancelled")
    )
    path = extract(tmp_path, text)
    assert [each.of for each in import_file(workspace, path, KENT).questions] == ["dates"]
    (tmp_path / "mapping.toml").write_text('dates = "mdy"', encoding="utf-8")
    assert import_file(workspace, path, KENT, Choices(tmp_path / "mapping.toml")).faults == ()
    stored = (workspace.audit_folder(KENT) / "cancelled_crimes.csv").read_text(encoding="utf-8")
    assert "2018-05-21" in stored
    assert "2018-06-05" in stored
    assert 'dates = "mdy"' in (workspace.audit_folder(KENT) / "audit.toml").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_workspace_that_says_what_git_takes_in_is_left_as_it_is(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("data/*\n!data/forces.toml\n", encoding="utf-8")
    import_file(workspace, extract(tmp_path, CANCELLED.replace("of decision", "Cancelled")), KENT)
    assert (workspace.audit_folder(KENT) / "audit.toml").exists()
    assert not (workspace.data / ".gitignore").exists()


@pytest.mark.slow
def test_strata_are_called_as_in_the_table_of_crimes(workspace: Workspace, tmp_path: Path) -> None:
    strata = "Stratum,Sampled,Population,Crimes a Year,Basis\nVAP,Y,900,3600,records\nSexual Offences,Y,90,360,records\nfraud,N,,50,records\n"
    (proposal,) = import_file(workspace, extract(tmp_path, strata), KENT).proposals
    assert (proposal.table, dict(proposal.strange)) == ("audit_strata", {})
    assert proposal.values["stratum"] == {"sexual": ["Sexual Offences"], "violence": ["VAP"]}


def test_answers_come_back_from_their_file(tmp_path: Path) -> None:
    answers = Answers(
        "mdy", {"Sheet 1": "audit_reports"}, {"audit_reports": {"crime_id": 'The "URN"'}},
        {"audit_reports": {"sample": "main"}}, {"audit_reports": {"stratum": {"VAP": "violence", "N/K": ""}}},
    )  # fmt: skip
    write_answers(tmp_path / "mapping.toml", answers, [], "x.xlsx")
    assert read_answers(tmp_path / "mapping.toml") == answers


TYPED = [
    (schema.name, column.name) for schema in AUDIT_TABLES.values() for column in schema.columns if column.kind != "text"
]
PERSON = "Penelope Quigglethorpe"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("table", "suffix"), thin(product(sorted({table for table, _ in TYPED}), ["csv", "parquet"]), keep=4)
)
def test_a_name_typed_in_a_column_of_values_is_stored_nowhere(
    table: str, suffix: str, workspace: Workspace, tmp_path: Path
) -> None:
    schema = AUDIT_TABLES[table]
    typed = [name for of, name in TYPED if of == table]
    cells = {
        column.name: [column.example_cell or "1", PERSON if column.name in typed else "2"] for column in schema.columns
    }
    frame, file = pd.DataFrame(cells).astype(str), tmp_path / f"extract.{suffix}"
    frame.to_csv(file, index=False) if suffix == "csv" else frame.to_parquet(file)
    mapping = tmp_path / "answers.toml"
    headings = "".join(f'{name} = "{name}"\n' for name in schema.names)
    mapping.write_text(f'[sheets]\nextract = "{table}"\n[columns.{table}]\n{headings}', encoding="utf-8")
    result = import_file(workspace, file, KENT, Choices(mapping))
    assert result.questions == ()
    assert {fault.column for fault in result.faults if fault.value == "[withheld]"} == {*typed}
    said = import_as_text(result) + "".join(map(str, result.faults))
    assert "Quigglethorpe" not in said
    for path in workspace.data.rglob("*"):
        assert path.is_dir() or b"Quigglethorpe" not in path.read_bytes(), path


@pytest.mark.slow
def test_what_a_withheld_word_was_probably_meant_to_be_is_said_and_a_word_can_be_answered(
    workspace: Workspace, tmp_path: Path
) -> None:
    file = extract(tmp_path, CANCELLED.replace("X1;Rape", "X1;Rapes done"))
    mapping = tmp_path / "answers.toml"
    mapping.write_text('[columns.cancelled_crimes]\ncancelled_on = "Date of decision"\n', encoding="utf-8")
    result = import_file(workspace, file, KENT, Choices(mapping))
    assert [(fault.cell, fault.value) for fault in result.faults] == [("B3", "[withheld]")]
    asked = (
        '# In [values.cancelled_crimes.category] say "word of the file" = a value, for 1 that is none; first in B3\n'
    )
    kept = workspace.audit_folder(KENT) / "mapping.toml"
    assert asked in kept.read_text(encoding="utf-8")
    mapping.write_text(
        mapping.read_text(encoding="utf-8") + '[values.cancelled_crimes.category]\n"Rapes done" = "rape"\n'
    )
    assert import_file(workspace, file, KENT, Choices(mapping)).faults == ()


def test_numbers_and_days_keep_what_is_wrong_with_them(workspace: Workspace, tmp_path: Path) -> None:
    file = extract(tmp_path, CANCELLED.replace("21-May-18", "31/04/2018").replace("22/05/2018", "not known"))
    mapping = tmp_path / "answers.toml"
    mapping.write_text('[columns.cancelled_crimes]\ncancelled_on = "Date of decision"\n', encoding="utf-8")
    result = import_file(workspace, file, KENT, Choices(mapping))
    assert [fault.value for fault in result.faults] == ["31/04/2018", "not known"]


@pytest.mark.parametrize(
    "ref", [AuditRef("../kent", "2026-inspection"), AuditRef("kent", "../../2026"), AuditRef("kent", "inspection")]
)
def test_a_name_that_no_folder_may_have_is_refused_before_anything_is_written(
    ref: AuditRef, workspace: Workspace, tmp_path: Path
) -> None:
    file = extract(tmp_path)
    before = [*sorted(tmp_path.rglob("*")), *sorted(tmp_path.parent.iterdir())]
    with pytest.raises(UsageRefused, match=r"not a name|begins with its year"):
        import_file(workspace, file, ref)
    assert [*sorted(tmp_path.rglob("*")), *sorted(tmp_path.parent.iterdir())] == before
