"""Absent is never "no": whatever an audit leaves out, no figure changes but with a smaller base, or goes with a reason.

The test walks the contract by itself: every optional column of every table of the shipped audits is left out or blanked,
and half blanked, and every table is left out. So a column that is added to the contract is covered without a word here.

Only the subjects, and of the extra measures only those, that look at the changed column are measured again: the others
have nothing to differ by.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache, partial
from itertools import product, zip_longest
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest

from cdi import measures
from cdi.contract.countable import countable_columns
from cdi.contract.parsing import parse_table
from cdi.contract.tables import AUDIT_TABLES
from cdi.contract.vocabulary import Column, TableSchema, TextTable
from cdi.load.audit import read_audit
from cdi.load.corrections import Decisions
from cdi.load.csv import read_csv_files
from cdi.load.fit import fit_table
from cdi.load.mapping import Fitting
from cdi.load.text_table import TextSource
from cdi.measures import measure, measure_subjects
from cdi.measures.figures import combine
from cdi.measures.questions import QUESTIONS
from cdi.model.audit import Audit
from cdi.model.audit_ref import AuditRef
from cdi.model.extra_measure import ExtraMeasure, table_of
from cdi.model.figure import Figure, Figures
from cdi.workspace.paths import Workspace
from tests.conftest import PROJECT, SharedFolder
from tests.thin import thin

pytestmark = pytest.mark.slow

AUDITS = (
    "leicestershire 2014-inspection",
    "leicestershire 2017-inspection",
    "leicestershire 2018-reinspection",
    "cambridgeshire 2014-inspection",
)


def extra_measure(of: str, by: str = "", **where: object) -> ExtraMeasure:
    name = "-".join(part.replace("_", "-") for part in (of, *by.split(), *where) if part)
    added = {"added_by": "analyst", "added_on": date(2026, 1, 2), "reason": "to be walked"}
    return ExtraMeasure(
        name=name, title=name, table=table_of(of), of=cast("Any", of), by=tuple(by.split()), where=where, **added
    )  # fmt: skip


def extra_measures() -> Iterator[ExtraMeasure]:
    """Each question that may be asked, and each column that may be empty and that rows may be counted by."""
    for table in ("audit_reports", "cancelled_crimes"):
        names = {*countable_columns(table)}
        columns = [
            column.name for column in AUDIT_TABLES[table].columns
            if column.name in names and column.optional and not column.none_if_empty
        ]  # fmt: skip
        questions = [name for name in QUESTIONS if table_of(name) == table]
        yield from (extra_measure(of or questions[0], by or "") for of, by in zip_longest(questions, columns))
    yield extra_measure("attended", "month domestic_abuse", safeguarded=True)
    yield extra_measure("recorded", "offence", victim_age_group=("child", "adult"))


EXTRA = tuple(extra_measures())


@cache
def shipped(name: str) -> Audit:
    """A shipped audit, with made-up cells in the optional columns that it leaves empty, so that every one is walked."""
    audit = with_every_column(read_audit(Workspace(PROJECT), AuditRef(*name.split())))
    return replace(audit, extra=EXTRA)


def with_every_column(audit: Audit) -> Audit:
    tables = {table: fill_empty_columns(table, frame) for table, frame in audit.tables.items()}
    prior = None if audit.prior is None else with_every_column(audit.prior)
    return with_registers_of(audit, replace(audit, tables=tables, prior=prior))


# Results of each kind that no shipped audit has: measure, numerator, denominator, share.
MORE_RESULTS = (
    ("antisocial_behaviour_recorded", 90, 100, Decimal(90)),
    ("slavery_recorded", 19, 20, Decimal(95)),
    ("incidents_late", 7, pd.NA, pd.NA),
)


def add_results(published: pd.DataFrame) -> pd.DataFrame:
    """Published results with counts beside each rate that give just this rate, and with results of other kinds.

    75.8% becomes 758 of 1,000.
    """
    rates = published["rate_pct"].where(published["measure"].str.startswith("rate_"))
    tenths = rates.map(lambda rate: pd.NA if pd.isna(rate) else round(10 * rate)).astype("Int64")
    with_counts = published.assign(numerator=tenths, denominator=tenths.where(tenths.isna(), 1000))
    names = ["measure", "numerator", "denominator", "rate_pct"]
    more = published.iloc[[0] * len(MORE_RESULTS)].assign(
        **dict(zip(names, map(list, zip(*MORE_RESULTS, strict=True)), strict=True)), ci_half_width_pp=pd.NA
    )
    return pd.concat([with_counts, more], ignore_index=True).astype(published.dtypes)


def fill_empty_columns(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The table with example cells where a whole column is empty, as far as the contract's rules allow each."""
    for column in AUDIT_TABLES[table].columns:
        if table == "published_results" and column.name == "numerator":
            frame = add_results(frame)
        if column.optional and frame[column.name].isna().all():
            cells = pd.Series(
                example_cells(table, column, len(frame)), index=frame.index, dtype=frame[column.name].dtype
            )
            for rule in AUDIT_TABLES[table].rules:
                cells = cells.mask(rule.broken(frame.assign(**{column.name: cells})).fillna(value=False).astype(bool))
            frame = frame.assign(**{column.name: cells})
    return frame


def example_cells(table: str, column: Column, number: int) -> list[object]:
    """Choices, names of units and yes or no in turn, of anything else the contract's example, or seven where it has none."""
    choices: tuple[object, ...] = column.choices or ((True, False) if column.kind == "boolean" else ())
    if column.label:
        choices = tuple(f"{column.example} {number}" for number in range(1, 10))  # enough to stand side by side
    if column.kind in ("integer", "decimal") and not column.example_cell:
        choices = (7,)
    if column.kind == "date":
        choices = (pd.Timestamp("2010-01-01"),)  # before every audit, so that what is said on a later day may look back
    if not choices:
        schema = AUDIT_TABLES[table]
        cells = {each.name: [each.example_cell] for each in schema.columns}
        text = TextTable(table, f"{table}.csv", pd.DataFrame(cells, dtype="str"), {})
        choices = (parse_table(schema, text).frame[column.name].iloc[0],)
    return [choices[place % len(choices)] for place in range(number)]


@cache
def figures_of(name: str) -> Figures:
    return measure(shipped(name))


Spoilt = tuple[str, str, str]
"""A table of an audit ("prior." before one of the audit before it), a column, and how it is spoilt."""
Measured = dict[Spoilt, Figures]
"""The figures of an audit by what it lacks; of a whole table, column and way are empty."""


def held_tables(name: str) -> dict[str, pd.DataFrame]:
    """The tables of an audit, and those of the audit before it under "prior."."""
    audit = shipped(name)
    before = audit.prior.tables if audit.prior else {}
    return {**audit.tables, **{f"prior.{table}": frame for table, frame in before.items()}}


def schema_of(table: str) -> TableSchema:
    return AUDIT_TABLES[table.removeprefix("prior.")]


def spoilt_columns(name: str) -> Iterator[Spoilt]:
    """Each optional column that holds anything, blanked; and half blanked, where an empty cell does not say "none"."""
    for table, frame in held_tables(name).items():
        for column in schema_of(table).columns:
            if column.optional and frame[column.name].notna().any():
                for how in ("blank",) if column.none_if_empty else ("blank", "half"):
                    yield table, column.name, how


def spoil(frame: pd.DataFrame, column: str, how: str) -> pd.DataFrame:
    """The table with all cells of the column empty, or a random half of those that are filled."""
    filled = frame.index[frame[column].notna()].to_numpy()
    half = np.random.default_rng(len(column)).permutation(filled)[: (len(filled) + 1) // 2]
    empty = frame.index.isin(filled if how == "blank" else half)
    return frame.assign(**{column: frame[column].where(~empty)})


def without(name: str, table: str, frame: pd.DataFrame | None) -> Audit:
    """The audit with another table in place of one of its own or of the audit before, or with none."""
    audit, own = shipped(name), table.removeprefix("prior.")
    changed = audit.prior if own != table else audit
    assert changed is not None
    tables = {each: rows for each, rows in changed.tables.items() if each != own}
    changed = with_registers_of(changed, replace(changed, tables=tables if frame is None else {**tables, own: frame}))
    return changed if own == table else with_registers_of(audit, replace(audit, prior=changed))


def with_registers_of(audit: Audit, copy: Audit) -> Audit:
    """The copy with what was made of the national registers, which it has in common with the audit."""
    copy._registers.update(audit._registers)
    return copy


def lacking(name: str, spoilt: Spoilt) -> Audit | None:
    """The audit that lacks it; nothing when the contract refuses what is left of the table."""
    table, column, how = spoilt
    if not column:
        return without(name, table, None)
    frame = spoil(held_tables(name)[table], column, how)
    return None if refused(table, frame) else without(name, table, frame)


Looked = set[tuple[str, str]]
"""Tables that were looked for, without a column, and columns that were looked at; "*" for all of a table."""


class WatchedFrame:
    """A table that notes which of its columns are looked at; all of them, unless one is asked for by its name."""

    def __init__(self, frame: pd.DataFrame, table: str, looked: Looked) -> None:
        self._frame, self._table, self._looked = frame, table, looked

    @property
    def columns(self) -> pd.Index:
        return self._frame.columns  # which the table has, not what is in them

    @property
    def index(self) -> pd.Index:
        return self._frame.index

    def __len__(self) -> int:
        return len(self._frame)

    def __getitem__(self, key: Any) -> Any:
        self._looked.add((self._table, key if isinstance(key, str) else "*"))
        return self._frame[key]

    def __getattr__(self, name: str) -> Any:
        self._looked.add((self._table, "*"))
        return getattr(self._frame, name)


class WatchedTables(Mapping[str, pd.DataFrame]):
    """Tables that note each that is looked at or looked for, and its columns."""

    def __init__(self, tables: Mapping[str, pd.DataFrame], looked: Looked, prefix: str = "") -> None:
        self.tables, self.looked, self.prefix = tables, looked, prefix

    def __getitem__(self, table: str) -> pd.DataFrame:
        name = f"{self.prefix}{table}"
        self.looked.add((name, ""))
        return cast("pd.DataFrame", WatchedFrame(self.tables[table], name, self.looked))

    def __iter__(self) -> Iterator[str]:
        self.looked |= {(f"{self.prefix}{table}", "") for table in self.tables}
        return iter(self.tables)

    def __len__(self) -> int:
        return len([*self])


def watched(audit: Audit, looked: Looked, prefix: str = "") -> Audit:
    """The audit with tables that note who looks at them; those of the audit before under "prior."."""
    tables, none = WatchedTables(audit.tables, looked, prefix), WatchedTables({}, looked, prefix)
    prior = None if audit.prior is None else watched(audit.prior, looked, f"{prefix}prior.")
    return with_registers_of(audit, replace(audit, tables=tables, records=cast("Any", none), prior=prior))


Subject = Callable[..., Any]
SUBJECTS: dict[str, Subject] = {name: getattr(measures, name) for name in measure_subjects.__code__.co_names}
"""The subjects that are measured, and first the estimates of rates that some of them are given."""


def ask_subject(name: str, audit: Audit, *rates: Any) -> Any:
    """What a subject contributes; an extra measure is a subject of its own, by its name."""
    return SUBJECTS[name.partition(" ")[0]](audit, *rates)


class MeasuredAnew:
    """Measures an audit that lacks something as `measure` does, but asks only the subjects that may look at it."""

    def __init__(self, audit: Audit) -> None:
        self.answers: dict[str, Any] = {}
        self.looked: dict[str, Looked] = {}
        self._measure(audit, self._watch)

    def without(self, audit: Audit, table: str, column: str = "") -> Figures:
        """The figures of an audit that differs in this table or column alone from the one that was measured first."""
        changed = {(table, column), (table, "*")} if column else {(table, "")}

        def ask(name: str, audit: Audit, *rates: Any) -> Any:
            return self.answers[name] if changed.isdisjoint(self.looked[name]) else ask_subject(name, audit, *rates)

        return self._measure(audit, ask)

    def _watch(self, name: str, audit: Audit, *rates: Any) -> Any:
        looked = self.looked[name] = {*self.looked["estimate_rates"]} if rates else set()
        self.answers[name] = ask_subject(name, watched(audit, looked), *rates)
        return self.answers[name]

    @staticmethod
    def _measure(audit: Audit, ask: Subject) -> Figures:
        def ask_each(audit: Audit) -> Any:
            return combine(ask(f"extra {each.name}", replace_extra(audit, each)) for each in audit.extra)

        with pytest.MonkeyPatch.context() as patch:
            for name in SUBJECTS:
                patch.setattr(measures, name, ask_each if name == "extra" else partial(ask, name))
            return measure(audit)


def replace_extra(audit: Audit, only: ExtraMeasure) -> Audit:
    """The audit with one extra measure alone, and with what was kept of its rows."""
    copy = with_registers_of(audit, replace(audit, extra=(only,)))
    copy._frames.update(audit._frames)
    return copy


@pytest.fixture(scope="session")
def measured(shared_folder: SharedFolder) -> Callable[[str], Measured]:
    """The figures of an audit without each thing that it can lack, measured once in a run."""

    def measure_all(name: str, folder: Path) -> None:
        anew = MeasuredAnew(shipped(name))
        figures = {
            spoilt: anew.without(audit, *spoilt[:2])
            for spoilt in [*((table, "", "") for table in held_tables(name)), *spoilt_columns(name)]
            if (audit := lacking(name, spoilt)) is not None
        }
        folder.mkdir()
        (folder / "figures.pickle").write_bytes(pickle.dumps(figures))

    def read(name: str) -> Measured:
        folder = shared_folder(f"lacking-{name.replace(' ', '-')}", lambda folder: measure_all(name, folder))
        figures: Measured = pickle.loads((folder / "figures.pickle").read_bytes())  # noqa: S301 - our own bytes
        return figures

    return cache(read)


def refused(table: str, frame: pd.DataFrame) -> bool:
    """Whether the contract refuses the table by a rule, which says what it misses, so that nothing is measured."""
    return any(
        bool(rule.broken(frame).fillna(value=False).any())
        for rule in schema_of(table).rules
        if not (rule.if_supplied and frame[rule.column].isna().all())
    )


def faults(before: Figures, after: Figures, *, table: str | None = None) -> list[str]:
    """What the second figures say that the first do not bear out; of a table that is missing, by subject."""
    news = [f"{figure.id} is new: {figure.printed}" for figure in after
            if figure.id not in before and not any(same_share(each, figure) for each in before)]  # fmt: skip
    lost = [
        f"{figure.id} is gone without a reason"
        for figure in before
        if figure.id not in after
        and not has_reason(figure, after)
        and not (table and subject_lacks(figure, before, after))
        and not any(same_share(figure, each) for each in after)
    ]
    changed = [
        f"{figure.id}: {figure.printed} of {figure.base!r} became {now.printed}"
        for figure in before
        if (now := after.get(figure.id)) is not None
        and now.printed != figure.printed
        and not smaller_base(says_unknown(figure, before), says_unknown(now, after))
        and not same_share(figure, now)
    ]
    return news + lost + changed


def has_reason(figure: Figure, after: Figures) -> bool:
    """Whether a figure is a gap, or a part of a breakdown that is one or that says how many are unknown."""
    if figure.id in after.gaps or figure.part_of in after.gaps:
        return True
    if figure.id.startswith("extra."):
        measure_id = ".".join(figure.id.split(".")[:2])
        return measure_id in after.gaps or any(part.unknown for part in after if part.id.startswith(f"{measure_id}."))
    return any(part.unknown for part in after.parts_of(figure.part_of or ""))


def subject_lacks(figure: Figure, before: Figures, after: Figures) -> bool:
    """Whether the subject of a figure has a gap that was none before."""
    subject = before.subjects[figure.id]
    return any(after.subjects[gap] == subject and before.gaps.get(gap) != why for gap, why in after.gaps.items())


def same_share(counts: Figure, share: Figure) -> bool:
    """Whether a published result is stated as its share in percent, since one of its counts is not there any more."""
    if share.role != "stated" or counts.numerator is None or not counts.denominator:
        return False
    return "published_results" in counts.sources and round(share.value, 1) == round(
        100 * counts.numerator / counts.denominator, 1
    )


def says_unknown(figure: Figure, figures: Figures) -> Figure:
    """The figure itself; of units side by side the part of all together, from whose counts the others follow."""
    average = figures.get(f"{figure.id.rpartition('.')[0]}.average")
    return average if average is not None and figure.id.startswith("side_by_side.") else figure


def smaller_base(before: Figure, after: Figure) -> bool:
    """Whether a figure states that more rows are unknown, and does not count them."""
    if after.unknown <= before.unknown:
        return False
    return after.denominator is None or after.denominator < (before.denominator or 0)


def test_the_walk_is_of_the_whole_contract() -> None:
    walked, columns = 0, set[tuple[str, str]]()
    for name in AUDITS:
        filled = {
            (table, column.name)
            for table, frame in held_tables(name).items()
            for column in schema_of(table).columns
            if column.optional and frame[column.name].notna().any()
        }
        assert {(table, column) for table, column, _ in spoilt_columns(name)} == filled
        walked += len([*spoilt_columns(name)]) + len(held_tables(name))
        columns |= {(table.removeprefix("prior."), column) for table, column in filled}
    every = {(table, each.name) for table, schema in AUDIT_TABLES.items() for each in schema.columns if each.optional}
    assert columns == every
    assert walked > 300


# The last one is small, and the others take four seconds.
WALKED = thin(reversed(AUDITS), keep=1)


@pytest.mark.parametrize("name", WALKED)
def test_every_table_is_left_out_and_nothing_but_what_the_audit_has(
    name: str, measured: Callable[[str], Measured]
) -> None:
    assert {table for table, column, _ in measured(name) if not column} == {*held_tables(name)}
    assert {spoilt for spoilt in measured(name) if spoilt[1]} <= {*spoilt_columns(name)}


def is_measured_whole(name: str, spoilt: Spoilt) -> bool:
    """Whether the test below measures all of it again: every table and column of a small audit, a few of others."""
    return name.startswith("cambridgeshire") or spoilt in {
        *((table, "", "") for table in held_tables(name) if "2017" in name),
        ("audit_reports", "team", "blank"),  # which some extra measures look at, and others do not
        ("cancelled_crimes", "approved_by", "half"),
    }


FIFTH = 5
# Every fifth table and column of the small audit, from the one that is named; the few of the others all at once.
AGAIN = [*product(reversed(AUDITS[3:]), range(FIFTH), [FIFTH]), *product(reversed(AUDITS[1:3]), [0], [1])]


@pytest.mark.parametrize(("name", "first", "step"), thin(AGAIN, keep=1))
def test_what_does_not_look_at_a_table_or_column_says_the_same_without_it(
    name: str, first: int, step: int, measured: Callable[[str], Measured]
) -> None:
    every = [(spoilt, figures) for spoilt, figures in measured(name).items() if is_measured_whole(name, spoilt)]
    asked = dict(every[first::step])
    assert len(asked) >= 2
    for spoilt, figures in asked.items():
        audit = lacking(name, spoilt)
        assert audit is not None
        assert figures == measure(audit), spoilt


@pytest.mark.parametrize("name", WALKED)
def test_a_cell_that_is_not_known_is_never_a_no(name: str, measured: Callable[[str], Measured]) -> None:
    wrong = {
        spoilt: found
        for spoilt, figures in measured(name).items()
        if spoilt[1] and (found := faults(figures_of(name), figures))
    }
    assert wrong == {}


@pytest.mark.parametrize("name", WALKED)
def test_a_table_that_was_not_supplied_is_never_a_no(name: str, measured: Callable[[str], Measured]) -> None:
    wrong = {
        table: found
        for (table, column, _), figures in measured(name).items()
        if not column and (found := faults(figures_of(name), figures, table=table))
    }
    assert wrong == {}


@cache
def shipped_texts() -> dict[str, TextTable]:
    """A table of each kind as it is written, of the shipped audits."""
    folders = [Workspace(PROJECT).audit_folder(AuditRef(*name.split())) for name in AUDITS]
    return {text.name: text for folder in folders for text in read_csv_files(folder, AUDIT_TABLES)[0]}


@pytest.mark.parametrize("table", thin(AUDIT_TABLES, keep=4))
def test_a_column_that_was_left_out_is_one_whose_cells_are_all_empty(table: str) -> None:
    text, schema = shipped_texts()[table], AUDIT_TABLES[table]
    few = replace(text, frame=text.frame.head(5))
    for column in (column.name for column in schema.columns if column.optional):
        without_it, blank = few.frame.drop(columns=column), few.frame.assign(**{column: ""})
        left_out, emptied = (
            fit_table(TextSource(schema, replace(few, frame=frame)), schema, Fitting(), Decisions(), ())[0].rows
            for frame in (without_it, blank)
        )
        pd.testing.assert_frame_equal(left_out.frame, emptied.frame, check_like=True)
