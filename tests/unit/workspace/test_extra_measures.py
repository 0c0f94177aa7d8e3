"""`measures.toml`: a measure is written and taken out again, and all else in the file stays as people wrote it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cdi.model.errors import UsageRefused
from cdi.model.extra_measure import ExtraMeasure
from cdi.model.fault import InputFaulty
from cdi.workspace.extra_measures import FILE, MOST, add_extra_measure, read_extra_measures, remove_extra_measure

ONE = ExtraMeasure(
    name="violence-by-route", title="Violence by route", table="audit_reports", by=("route",), added_by="analyst",
    where={"stratum": "violence", "month": ["2018-04", "2018-05"], "victim_age_group": "not established"},
    added_on=date(2026, 1, 2), reason="The panel asked.",
)  # fmt: skip
WORDS = "title = 'x'\nadded_by = 'b'\nadded_on = 2026-01-01\nreason = 'r'\n"
A, B, C = (f"[{name}]\n{WORDS}" for name in "abc")


def text_of(folder: Path) -> str | None:
    path = folder / FILE
    return path.read_bytes().decode() if path.exists() else None


@pytest.mark.parametrize(
    "before",
    [None, "# ours\n", "# ours", A, A.rstrip(), f"{A}\n{B}", f"{A}\n# the end\n\n", A.replace("\n", "\r\n")],
)
def test_what_was_published_and_taken_out_leaves_no_trace(before: str | None, tmp_path: Path) -> None:
    if before is not None:
        (tmp_path / FILE).write_bytes(before.encode())
    add_extra_measure(tmp_path, ONE)
    written = text_of(tmp_path)
    assert written is not None
    assert written.startswith(before or "")
    assert read_extra_measures(tmp_path)[0][-1] == ONE
    add_extra_measure(tmp_path, ONE)
    assert text_of(tmp_path) == written, "the same measure once more changes nothing"
    remove_extra_measure(tmp_path, ONE.name)
    assert text_of(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir()] == ([FILE] if before is not None else [])


@pytest.mark.parametrize(
    ("before", "name", "after"),
    [
        (f"{A}\n# of b\n{B}", "a", f"# of b\n{B}"),
        (f"# first\n{A}\n{B}", "a", f"# first\n\n{B}"),
        (A + B + C, "b", A + C),
        (f"{A}\n{B}[b.where]\nstratum = 'violence'\n\n# of c\n{C}", "b", f"{A}\n# of c\n{C}"),
        (f"a = {{ title = 'x' }}\n{B}", "a", B),
    ],
)
def test_comments_and_other_measures_stay(before: str, name: str, after: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(before, encoding="utf-8")
    remove_extra_measure(tmp_path, name)
    assert text_of(tmp_path) == after


@pytest.mark.parametrize(
    "written", [f"{A}\n{B}\n[a.where]\nstratum = 'violence'\n", f"a.title = 'x'\na.by = 'route'\n{B}"]
)
def test_a_measure_in_several_places_goes_from_all_of_them(written: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(written, encoding="utf-8")
    remove_extra_measure(tmp_path, "a")
    assert (text_of(tmp_path) or "").strip() == B.strip()


def test_a_name_is_of_one_measure(tmp_path: Path) -> None:
    add_extra_measure(tmp_path, ONE)
    before = text_of(tmp_path)
    with pytest.raises(UsageRefused, match="is the name of another extra measure"):
        add_extra_measure(tmp_path, ONE.model_copy(update={"by": ("category",)}))
    with pytest.raises(UsageRefused, match="expected lower-case letters, digits and hyphens"):
        add_extra_measure(tmp_path, ONE.model_copy(update={"name": "By route"}))
    with pytest.raises(UsageRefused, match=r"did you mean violence-by-route\?"):
        remove_extra_measure(tmp_path, "violence-by-rout")
    assert text_of(tmp_path) == before


@pytest.mark.slow
def test_there_is_an_end_to_them(tmp_path: Path) -> None:
    for number in range(MOST):
        add_extra_measure(tmp_path, ONE.model_copy(update={"name": f"m{number}"}))
    with pytest.raises(UsageRefused, match="unpublish one of them first"):
        add_extra_measure(tmp_path, ONE)


def test_a_file_with_a_fault_is_not_written_into(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("[a]\ntitel = 'x'\n", encoding="utf-8")
    with pytest.raises(InputFaulty):
        add_extra_measure(tmp_path, ONE)
    assert text_of(tmp_path) == "[a]\ntitel = 'x'\n"
    (tmp_path / FILE).unlink()
    with pytest.raises(UsageRefused, match="this audit has none"):
        remove_extra_measure(tmp_path, "a")
