"""When a report is asked for: never for a half-copied folder, never twice for the same content."""

from __future__ import annotations

import os
from itertools import count

import pytest

from cdi.model.audit_ref import AuditRef
from cdi.orchestration.folders import (
    FolderState,
    checksum_audit,
    checksum_audits,
    decide_runs,
    read_states,
    write_states,
)
from cdi.workspace.paths import Workspace

KENT, DURHAM = "kent--2018-reinspection", "durham--2017-inspection"


def follow(*readings: dict[str, str | None]) -> list[list[str]]:
    """The keys of the runs that each of several readings of the folders asks for."""
    states, keys = dict[str, FolderState](), []
    for now in readings:
        decision = decide_runs(states, now)
        states = read_states(write_states(decision.states))
        keys.append([*decision.runs.values()])
    return keys


def test_a_report_is_asked_for_when_its_content_is_the_same_twice_in_a_row_and_only_once() -> None:
    assert follow({KENT: "aa"}, {KENT: "aa"}, {KENT: "aa"}) == [[], [f"{KENT}@aa#1"], []]


def test_a_folder_that_is_still_being_copied_is_waited_for() -> None:
    assert follow({KENT: "a"}, {KENT: "ab"}, {KENT: None}, {KENT: "abc"}, {KENT: "abc"})[:4] == [[], [], [], []]
    assert follow({KENT: "a"}, {KENT: "ab"}, {KENT: None}, {KENT: "abc"}, {KENT: "abc"})[4] == [f"{KENT}@abc#1"]


def test_content_that_comes_back_after_another_is_asked_for_with_a_key_of_its_own() -> None:
    there_and_back = follow(*({KENT: found} for found in ("aa", "aa", "bb", "bb", "aa", "aa")))
    assert there_and_back == [[], [f"{KENT}@aa#1"], [], [f"{KENT}@bb#2"], [], [f"{KENT}@aa#3"]]


def test_a_folder_is_gone_when_it_is_absent_twice_in_a_row_and_may_come_back() -> None:
    states = {KENT: FolderState(2, "bb", "bb"), DURHAM: FolderState(1, "cc", "cc")}
    first = decide_runs(states, {DURHAM: "cc"})
    assert first.gone == ()
    second = decide_runs(first.states, {DURHAM: "cc"})
    assert (second.gone, dict(second.runs)) == ((KENT,), {})
    assert decide_runs(second.states, {DURHAM: "cc"}).gone == ()
    back = decide_runs(decide_runs(second.states, {KENT: "bb"}).states, {KENT: "bb"})
    assert dict(back.runs) == {KENT: f"{KENT}@bb#3"}


def test_a_short_absence_changes_nothing() -> None:
    assert follow({KENT: "aa"}, {KENT: "aa"}, {}, {KENT: "aa"}, {KENT: "aa"}) == [[], [f"{KENT}@aa#1"], [], [], []]


def test_audits_that_the_time_did_not_suffice_for_are_left_as_they_were() -> None:
    seconds = count(step=10)
    checksums = checksum_audits(["a", "b", "c"], str.upper, 25, clock=lambda: float(next(seconds)))
    assert checksums == {"a": "A", "b": "B", "c": None}
    assert decide_runs({"c": FolderState(1, "C", "C")}, checksums).states["c"] == FolderState(1, "C", "C")


def test_what_is_known_is_a_short_text_and_anything_else_is_nothing() -> None:
    states = {f"a-force-with-a-long-name-{n}--2018-reinspection": FolderState(n, "0" * 16, "0" * 16) for n in range(43)}
    assert read_states(write_states(states)) == states
    assert len(write_states(states)) < 5000
    assert (
        read_states(None)
        == read_states("")
        == read_states("[]")
        == read_states("no JSON")
        == read_states('{"a": 1}')
        == {}
    )


def test_content_is_of_data_and_words_of_the_audit_and_data_of_those_before_it_and_of_nothing_else(
    spoilable: Workspace,
) -> None:
    def now() -> str | None:
        return checksum_audit(spoilable, AuditRef("leicestershire", "2018-reinspection"))

    own, before = (
        spoilable.audit_folder(AuditRef("leicestershire", name)) for name in ("2018-reinspection", "2017-inspection")
    )
    first = now()
    for path in (own / "narrative/panel-paper.md", own / "staffing.csv", before / "audit.toml"):
        text = path.read_bytes()
        path.write_bytes(text + b"\n")
        assert now() not in (None, first), path
        path.write_bytes(text)
        os.utime(path, (0, 0))
        assert now() == first, path
    for path in (before / "documents.toml", spoilable.notebook, spoilable.data / "forces.toml"):
        path.write_bytes(path.read_bytes() + b"\n")
        assert now() == first, path


def test_an_audit_that_points_out_of_its_folder_has_a_checksum_but_nothing_outside_is_read(
    spoilable: Workspace, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows, settings = tmp_path_factory.mktemp("rows"), spoilable.audit_folder(AuditRef("kent", "2026"))
    settings.mkdir(parents=True)
    (settings / "audit.toml").write_text(f'[source]\nkind = "csv"\npath = "{rows}"\n', encoding="utf-8")
    (rows / "audit_reports.csv").write_text("a", encoding="utf-8")
    first = checksum_audit(spoilable, AuditRef("kent", "2026"))
    (rows / "audit_reports.csv").write_text("b", encoding="utf-8")
    assert first is not None
    assert checksum_audit(spoilable, AuditRef("kent", "2026")) == first
