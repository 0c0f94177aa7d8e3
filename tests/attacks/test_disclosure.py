"""Attempts to work out small numbers of people that were hidden, from nothing but the files of a report.

The attacker knows the contract and the rules of disclosure control, reads every file, and solves for what is hidden by a
solver of its own. With secondary suppression switched off it succeeds, so these tests can fail.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint, milp

import cdi.stats.suppression
from cdi.bundle.bundle import write_bundle
from cdi.bundle.facts import facts
from cdi.disclosure import protect
from cdi.disclosure.faults import disclosure_faults
from cdi.exhibits import Caption, charts, tables
from cdi.exhibits.charts.canvas import draw_once
from cdi.model.audit import Audit
from cdi.stats.suppression import Suppression
from tests.documents.invented import (
    AUDIT,
    FORCE,
    Stratum,
    add_audit,
    empty_workspace,
    read_aloud,
    write_sample,
    write_table,
)  # fmt: skip
from tests.thin import thin
from tests.unit.disclosure.tables import audit_of, crimes, measure_of

FEW = 5
Printed = Mapping[str, Mapping[str, Any]]


def gaps_of(folder: Path) -> Mapping[str, str]:
    """What is said of figures that are missing, as anybody would read it."""
    return json.loads((folder / "figures.json").read_text(encoding="utf-8"))["gaps"]


def deliver(audit: Audit, folder: Path, *, drawn: bool = True) -> Printed:
    """Write what is delivered of an audit, and read the figures back as anybody would."""
    results = protect(audit).results
    caption = Caption.of(audit)
    with draw_once(narrow=False):  # what a chart shows is the same in both drawings
        exhibits = [
            charts.map_not_recorded(results.not_recorded, caption),
            charts.draw_delays(results.delays, caption),
            *charts.draw_extra(results.extra, caption),
        ] if drawn else []  # fmt: skip
    shown = [
        *tables.tabulate_extra(results.extra, results.figures, caption),
        tables.tabulate_figures(results.figures, caption),
    ]
    write_bundle(folder, results.figures, facts(audit), [each for each in exhibits if each], shown, {})
    return json.loads((folder / "figures.json").read_text(encoding="utf-8"))["figures"]


@pytest.fixture
def no_secondary(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide what is small and nothing else, as a careless publisher does."""
    monkeypatch.setattr(cdi.stats.suppression, "suppress", lambda _: Suppression((), ()))


class Attacker:
    """Counts of cells that are unknown, and sums of them that were printed."""

    def __init__(self, length: int) -> None:
        self.length, self.sums, self.totals = length, [], []

    def learn(self, parts: np.ndarray, total: float) -> None:
        self.sums.append(parts)
        self.totals.append(total)

    def width(self, parts: np.ndarray) -> float:
        """How many values of a sum are left, less one."""
        known = [LinearConstraint(np.array(self.sums), self.totals, self.totals)] if self.sums else []
        ends = []
        for sign in (1, -1):
            best = milp(sign * parts, constraints=known, integrality=np.ones(self.length))
            if best.status != 0:
                assert best.status in (3, 4), best.message
                return inf
            ends.append(round(sign * best.fun))
        return ends[1] - ends[0]


# ---- sums: parts and their whole

KINDS = ("caution", "pnd", "cannabis_warning", "community_resolution")
Answers = dict[str, tuple[int, int]]
"""Of each kind of disposal, how many offenders were suitable and how many were not."""


def disposals_of(audit: Audit, answers: Answers) -> Audit:
    lines = [f"{kind} | {word}" for kind, (yes, no) in answers.items() for word in ["true"] * yes + ["false"] * no]
    return audit_of(audit, [], out_of_court_disposals="\n".join(["type | offender_suitable", *lines]))


def exposed_disposals(answers: Answers, printed: Printed) -> list[str]:
    """The kinds whose small numbers follow from what is printed of the others and of all."""
    kinds = [*answers]
    attacker = Attacker(2 * len(kinds))

    def parts(yes: str | None = None, no: str | None = None) -> np.ndarray:
        return np.array(
            [float(each in (yes, "all")) for each in kinds] + [float(each in (no, "all")) for each in kinds]
        )

    everything = {"all": np.ones(2 * len(kinds)), **{kind: parts(kind, kind) for kind in kinds}}
    suited = {"all": np.append(np.ones(len(kinds)), np.zeros(len(kinds))), **{kind: parts(kind) for kind in kinds}}
    attacker.learn(everything["all"], sum(map(sum, answers.values())))  # the rows of the table, in the analysis
    for kind, rows in everything.items():
        if figure := printed.get(f"disposals.{kind}.sampled"):
            attacker.learn(rows, figure["value"])
        if figure := printed.get(f"disposals.{kind}.suitable"):
            attacker.learn(suited[kind], figure["numerator"])
            attacker.learn(rows, figure["denominator"])
    small = {
        f"{kind} {which}": parts
        for kind, (yes, no) in answers.items()
        for which, number, parts in (("yes", yes, suited[kind]), ("no", no, everything[kind] - suited[kind]))
        if 0 < number < FEW
    }
    return [name for name, parts in small.items() if attacker.width(parts) < FEW - 1]


TOLD: Answers = {"caution": (20, 2), "pnd": (12, 9), "cannabis_warning": (30, 8), "community_resolution": (15, 6)}


def test_a_part_does_not_follow_from_the_whole(leicestershire: Audit, tmp_path: Path) -> None:
    assert exposed_disposals(TOLD, deliver(disposals_of(leicestershire, TOLD), tmp_path)) == []


@pytest.mark.usefixtures("no_secondary")
def test_it_does_without_secondary_suppression(leicestershire: Audit, tmp_path: Path) -> None:
    assert exposed_disposals(TOLD, deliver(disposals_of(leicestershire, TOLD), tmp_path)) == ["caution no"]


COUNTS = st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(any)


@pytest.mark.parametrize("examples", thin([2, 12], keep=1))
def test_no_part_of_any_sample_follows(leicestershire: Audit, tmp_path_factory: Any, examples: int) -> None:
    @settings(max_examples=examples, deadline=None, derandomize=True)
    @given(st.fixed_dictionaries(dict.fromkeys(KINDS, COUNTS)))
    def attack(answers: Answers) -> None:
        printed = deliver(disposals_of(leicestershire, answers), tmp_path_factory.mktemp("report"), drawn=False)
        assert exposed_disposals(answers, printed) == []

    attack()


# ---- linked tables: one extra measure by two columns, and one by each of them

WHO, AGES = ("victim", "public", "third_party_professional"), ("child", "adult")
Crimes = dict[tuple[str, str, bool], int]
BY = {"both": ("reported_by", "victim_age_group"), "who": ("reported_by",), "age": ("victim_age_group",)}


def linked(audit: Audit, numbers: Crimes) -> Audit:
    rows = [
        row
        for (who, age, recorded), n in numbers.items()
        for row in crimes(n, reported_by=who, victim_age_group=age, recorded=str(recorded).lower())
    ]
    extra = [measure_of(by=by).model_copy(update={"name": name}) for name, by in BY.items()]
    return audit_of(audit, rows, *extra)


def exposed_crimes(numbers: Crimes, printed: Printed, gaps: Mapping[str, str]) -> list[str]:
    """The small groups of three linked measures that follow from what is printed of all groups, and from silence.

    A cell may be empty; but a group without a word on more that may belong to it has no such rows, and of a group
    that is "none in the sample" there are none.
    """
    cells = [*product((*WHO, None), (*AGES, None), (True, False))]
    attacker = Attacker(len(cells))
    groups = {f"both.{who}.{age}": (who, age) for who, age in product(WHO, AGES)}
    groups |= (
        {f"who.{who}": (who, None) for who in WHO} | {f"age.{age}": (None, age) for age in AGES} | {"": (None, None)}
    )

    def parts(group: tuple[str | None, str | None], *recorded: bool, open_too: bool = False) -> np.ndarray:
        wanted = [{None, each} if each is None or open_too else {each} for each in group]
        return np.array([
            float(all(one is None or cell in accepted for one, cell, accepted in zip(group, each, wanted, strict=False))
                  and each[2] in recorded)
            for each in cells
        ])  # fmt: skip

    truth = np.array([numbers.get(cell, 0) for cell in cells])
    for answer in (True, False):  # the chart of crimes not recorded gives both
        attacker.learn(parts((None, None), answer), parts((None, None), answer) @ truth)
    for name, group in groups.items():
        figure, either = printed.get(f"extra.{name}"), (True, False)
        if figure:
            attacker.learn(parts(group, True), figure["numerator"])
            attacker.learn(parts(group, *either), figure["denominator"])
        if figure or gaps.get(f"extra.{name}", "").startswith("none in the sample"):
            total = figure["denominator"] + figure.get("unknown", 0) if figure else 0
            attacker.learn(parts(group, *either, open_too=True), total)
    questions = {
        (name, which): parts(group, which) for name, group in groups.items() for which in (True, False) if name
    }
    small = {key: sums for key, sums in questions.items() if 0 < sums @ truth < FEW}
    return [f"{name} {which}" for (name, which), sums in small.items() if attacker.width(sums) < FEW - 1]


SAMPLE: Crimes = {
    ("victim", "child", True): 9, ("victim", "child", False): 3, ("victim", "adult", True): 30,
    ("victim", "adult", False): 14, ("public", "child", True): 12, ("public", "child", False): 8,
    ("public", "adult", True): 25, ("public", "adult", False): 11, ("third_party_professional", "child", True): 10,
    ("third_party_professional", "child", False): 7, ("third_party_professional", "adult", True): 18,
    ("third_party_professional", "adult", False): 6,
}  # fmt: skip


def attack_linked(audit: Audit, numbers: Crimes, folder: Path) -> list[str]:
    printed = deliver(linked(audit, numbers), folder, drawn=False)
    return exposed_crimes(numbers, printed, gaps_of(folder))


def test_linked_measures_give_no_group_away(leicestershire: Audit, tmp_path: Path) -> None:
    assert attack_linked(leicestershire, SAMPLE, tmp_path) == []


@pytest.mark.usefixtures("no_secondary")
def test_linked_measures_do_without_secondary_suppression(leicestershire: Audit, tmp_path: Path) -> None:
    assert "both.victim.child False" in attack_linked(leicestershire, SAMPLE, tmp_path)


def test_silence_on_rows_that_nobody_can_place_and_on_groups_of_none_gives_no_group_away(
    leicestershire: Audit, tmp_path: Path
) -> None:
    """Four of 26 are left when two groups are taken away; they are the third party's, since all the others are none."""
    numbers = {
        ("victim", "adult", True): 12,
        ("public", "adult", False): 10,
        ("third_party_professional", "adult", False): 4,
    }
    assert attack_linked(leicestershire, numbers, tmp_path) == []


@pytest.mark.parametrize("examples", thin([2, 40], keep=1))
def test_no_group_of_any_linked_measures_follows(leicestershire: Audit, tmp_path_factory: Any, examples: int) -> None:
    @settings(max_examples=examples, deadline=None, derandomize=True)
    @given(st.fixed_dictionaries(dict.fromkeys(SAMPLE, st.integers(0, 9))))
    def attack(numbers: Crimes) -> None:
        numbers = {**numbers, ("victim", "adult", True): 12, ("public", "adult", False): 10}
        assert attack_linked(leicestershire, numbers, tmp_path_factory.mktemp("report")) == []

    attack()


# ---- names, decimals and everything else that a file says


def files_of(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.name, path.read_text(encoding="utf-8")


def test_no_file_names_an_offence_of_which_there_are_few(leicestershire: Audit, tmp_path: Path) -> None:
    rows = [
        *crimes(30, recorded="true"), *crimes(12), *crimes(9, offence="harassment", domestic_abuse="true"),
        *crimes(7, domestic_abuse="true"), *crimes(2, offence="kidnap", domestic_abuse="true"),
        *crimes(9, offence="harassment", recorded="true"),
    ]  # fmt: skip
    deliver(audit_of(leicestershire, rows, measure_of(by=("offence",))), tmp_path)
    assert [name for name, text in files_of(tmp_path) if "kidnap" in text] == []
    assert any("harassment" in text for _, text in files_of(tmp_path))


def test_a_weighted_rate_has_no_decimals_that_tell_its_strata(leicestershire: Audit, tmp_path: Path) -> None:
    own = replace(
        leicestershire,
        inspection=leicestershire.inspection.model_copy(update={"kind": "internal audit", "grades": {}}),
        extra=(measure_of(by=("domestic_abuse",)),),
        tables={name: leicestershire.tables[name] for name in ("audit_reports", "audit_strata")},
    )
    figure = deliver(own, tmp_path, drawn=False)["extra.mine.yes"]
    assert figure["interval"]["method"].startswith("weighted")
    for number in (figure["value"], figure["interval"]["low"], figure["interval"]["high"]):
        assert number == round(number, 1)


# ---- documents, and two builds side by side


def own_audit(folder: Path, *, investigated: int) -> None:
    write_sample(folder, Stratum("violence", 260, 300), Stratum("sexual", 250, 260), Stratum("other", 255, 260))
    path = folder / "audit_reports.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    heads = lines[0].split(",")
    abuse, known, recorded = (heads.index(name) for name in ("domestic_abuse", "investigated", "recorded"))
    after, number = [lines[0]], 0
    for line in lines[1:]:
        cells = line.split(",")
        if cells[recorded] == "false" and number < 37:
            cells[abuse], cells[known] = "true", str(number < investigated).lower()
            number += 1
        after.append(",".join(cells))
    path.write_text("\n".join(after) + "\n", encoding="utf-8")
    write_table(
        folder, "cancelled_crimes",
        [{"cancel_id": f"X{n}", "inspection_id": f"{FORCE}-{AUDIT}", "category": "robbery", "decision_correct": "true",
          "required_authority": "decision_maker", "victim_should_be_informed": "true",
          "victim_informed": str(n >= 3).lower(), "cancelled_on": "2026-02-02"} for n in range(23)],
    )  # fmt: skip


DOCUMENTS = ("panel-paper", "inspection-report", "board-update", "news-item")
GIVEN_AWAY = re.compile(
    r"\b(34 of (the )?37|20 of (the )?23|3 of (the )?23|three (were|had)? ?not|91\.9|87\.0|13\.0)\b"
)


def test_no_document_says_a_hidden_number_and_all_are_written(tmp_path: Path) -> None:
    workspace = empty_workspace(tmp_path)
    own_audit(add_audit(workspace, kind="internal audit", documents=DOCUMENTS), investigated=3)
    spoken = read_aloud(workspace, tmp_path / "bundle")
    assert {*spoken} == {*DOCUMENTS}
    report = spoken["inspection-report"]
    assert "Numbers of fewer than 5 people, and those that would give one away, are hidden." in report
    assert {name: GIVEN_AWAY.findall(text) for name, text in spoken.items() if GIVEN_AWAY.search(text)} == {}
    delivered = [text for name, text in files_of(tmp_path / "bundle") if name not in ("rows.json", "hidden.csv")]
    assert [match for text in delivered for match in GIVEN_AWAY.findall(text)] == []


def test_a_version_that_differs_by_few_people_is_not_to_be_published(leicestershire: Audit, tmp_path: Path) -> None:
    def report(name: str, yes: int) -> Path:
        deliver(disposals_of(leicestershire, {"caution": (yes, 20), "pnd": (12, 9)}), tmp_path / name, drawn=False)
        return tmp_path / name

    before = report("before", 20)
    assert disclosure_faults(report("same", 20), before) == ()
    assert disclosure_faults(report("more", 40), before) == ()
    faults = disclosure_faults(report("two-more", 22), before)
    assert [fault.partition(":")[0] for fault in faults] == [
        "disposals.caution.sampled", "disposals.caution.suitable", "disposals.all.suitable",
    ]  # fmt: skip
    hidden = disclosure_faults(report("now-few", 3), before)
    assert any(
        fault.startswith("disposals.caution.suitable: it is hidden now and was printed before") for fault in hidden
    )
