"""The draw against a plain one in a few lines: sort everything by md5, take the first ones."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from math import floor
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as some

from cdi.model.errors import ContractBroken, UsageRefused
from cdi.sampling import draw as drawing
from cdi.sampling.draw import DrawnSample, draw, frame_hash
from cdi.sampling.frame import Layout, PlaceCounts
from cdi.sampling.open_frame import opened_file
from cdi.sampling.record import write_draw
from tests.thin import thin

pytestmark = pytest.mark.slow

SEED = 2026
Usual = Callable[..., DrawnSample]
DAYS = [date(2024, 1, 1) + timedelta(days=day) for day in range(20)]
ROWS = [
    {
        "incident": f"INC-{number // 2:04}",
        "crime": f"C{number:05}",
        "stratum": "violence" if number % 10 < 4 else "other",
        "received_on": DAYS[number // 200],
        "narrative": "never to leave",
    }
    for number in range(4000)
]


def parquet(folder: Path, rows: list[dict]) -> Path:
    path = folder / "frame.parquet"
    (folder / "frame.ndjson").write_text("\n".join(json.dumps(row, default=str) for row in rows), encoding="utf-8")
    duckdb.sql(f"copy (from '{folder / 'frame.ndjson'}') to '{path}'")
    return path


@pytest.fixture(scope="module")
def frame_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return parquet(tmp_path_factory.mktemp("frame"), ROWS)


def drawn(path: Path, layout: Layout, sizes: dict[str, int], reserve: int = 0, seed: int = SEED) -> DrawnSample:
    with opened_file(path, layout) as frame:
        return draw(frame, sizes, seed, reserve)


@pytest.fixture(scope="module")
def usual(frame_file: Path) -> Usual:
    """What is drawn from the frame, each question once."""

    @cache
    def draw_once(layout: Layout, reserve: int = 0, **sizes: int) -> DrawnSample:
        return drawn(frame_file, layout, sizes, reserve)

    return draw_once


SIMPLE = Layout("crime", "stratum")
CLUSTERED = Layout("crime", "stratum", cluster="incident")
BY_DAY = Layout("crime", "stratum", place="received_on")


def by_md5(stratum: str, units: set[str]) -> list[str]:
    return sorted(units, key=lambda unit: hashlib.md5(f"{SEED}|{stratum}|{unit}".encode()).hexdigest())  # noqa: S324


def test_a_simple_sample_is_the_lowest_in_hash_order_and_the_reserve_comes_next(usual: Usual) -> None:
    found = usual(SIMPLE, 5, violence=25, other=40)
    for stratum, size in (("violence", 25), ("other", 40)):
        order = by_md5(stratum, {row["crime"] for row in ROWS if row["stratum"] == stratum})
        assert [row.id for row in found.rows if row.stratum == stratum and row.in_sample] == order[:size]
        assert [row.id for row in found.rows if row.stratum == stratum and not row.in_sample] == order[size : size + 5]
    assert [(one.name, one.units, one.sample, one.probability) for one in found.strata] == [
        ("other", 2400, 40, Fraction(1, 60)),
        ("violence", 1600, 25, Fraction(1, 64)),
    ]


def test_drawing_again_gives_the_same_and_another_seed_another_sample(usual: Usual, frame_file: Path) -> None:
    first, sizes = usual(SIMPLE, 5, violence=25, other=40).rows, {"violence": 25, "other": 40}
    assert drawn(frame_file, SIMPLE, sizes, 5).rows == first
    assert drawn(frame_file, SIMPLE, sizes, 5, seed=1).rows != first


def test_a_cluster_comes_with_all_its_rows_and_its_own_probability(usual: Usual) -> None:
    found = usual(CLUSTERED, 3, violence=30, other=0)
    members = {row["incident"] for row in ROWS if row["stratum"] == "violence"}
    order = by_md5("violence", members)
    assert [row.cluster for row in found.rows if row.in_sample][::2] == order[:30]
    assert {row.id for row in found.rows if row.in_sample} == {
        row["crime"] for row in ROWS if row["stratum"] == "violence" and row["incident"] in order[:30]
    }
    assert [row.cluster for row in found.rows if not row.in_sample][::2] == order[30:33]
    assert found.strata[1].probability == Fraction(30, 800)


def test_a_systematic_sample_takes_from_each_day_its_positions_lowest_first(usual: Usual) -> None:
    found = usual(BY_DAY, 4, violence=30, other=7)
    day_of = {row["crime"]: row["received_on"] for row in ROWS}
    for stratum, size in (("violence", 30), ("other", 7)):
        ids = [row.id for row in found.rows if row.stratum == stratum and row.in_sample]
        days = Counter(day_of[one] for one in ids)
        each = Fraction(size, len(DAYS))
        assert len(ids) == size
        assert all(floor(each) <= days[day] <= floor(each) + 1 for day in DAYS)
        order = by_md5(stratum, {row["crime"] for row in ROWS if row["stratum"] == stratum})
        for day in days:
            lowest = [one for one in order if day_of[one] == day][: days[day]]
            assert sorted(one for one in ids if day_of[one] == day) == sorted(lowest)
        reserve = [row.id for row in found.rows if row.stratum == stratum and not row.in_sample]
        assert reserve == [one for one in order if one not in ids][:4]


@given(some.lists(some.integers(1, 40), min_size=1, max_size=12), some.data())
def test_places_give_the_positions_of_every_nth_unit_from_the_start(held: list[int], data: some.DataObject) -> None:
    units = sum(held)
    sample, seed = data.draw(some.integers(1, units)), data.draw(some.integers(0, 10**6))
    cells = [PlaceCounts("other", place, count, count, (0, 0)) for place, count in enumerate(held)]
    start = drawing._start(seed, "other")
    positions = [floor((at + start) * Fraction(units, sample)) for at in range(sample)]
    place_of = [place for place, count in enumerate(held) for _ in range(count)]
    counted = Counter(place_of[position] for position in positions)
    assert drawing._by_place(cells, sample, seed) == {place: counted[place] for place in range(len(held))}


def test_the_start_is_spread_evenly_so_that_every_unit_has_the_same_chance() -> None:
    starts = sorted(drawing._start(seed, "other") for seed in range(4000))
    assert all(abs(start - Fraction(at, 4000)) < 0.03 for at, start in enumerate(starts))


def test_a_look_at_too_few_units_is_widened_and_changes_nothing(
    usual: Usual, frame_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = usual(BY_DAY, 4, violence=30, other=7)
    monkeypatch.setattr(drawing, "_enough", lambda wanted: wanted / 50)
    assert drawn(frame_file, BY_DAY, {"violence": 30, "other": 7}, reserve=4).rows == first.rows


@pytest.mark.parametrize("layout", thin([SIMPLE, CLUSTERED], keep=1))
def test_a_large_frame_is_counted_in_parts_and_gives_the_same(
    usual: Usual, frame_file: Path, monkeypatch: pytest.MonkeyPatch, layout: Layout
) -> None:
    whole = usual(layout, 5, violence=25, other=40)
    monkeypatch.setattr("cdi.sampling.open_frame._PART", 700)
    parted = drawn(frame_file, layout, {"violence": 25, "other": 40}, 5)
    assert (parted.frame.parts, whole.frame.parts) == (8, 1)
    assert (parted.rows, parted.strata, parted.frame_hash) == (whole.rows, whole.strata, whole.frame_hash)


def test_everything_can_be_drawn_and_then_no_reserve_is_left(usual: Usual) -> None:
    found = usual(SIMPLE, 5, violence=1600, other=2398)
    assert [(one.sample, one.reserve, float(one.probability)) for one in found.strata] == [
        (2398, 2, 2398 / 2400),
        (1600, 0, 1.0),
    ]


def test_the_frame_hash_ignores_the_order_of_rows_and_sees_one_changed_id(usual: Usual, tmp_path: Path) -> None:
    def hashed(rows: list[dict]) -> str:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        with opened_file(parquet(folder, rows), SIMPLE) as frame:
            return frame_hash(frame.cells())

    changed = [{**ROWS[0], "crime": "C99999"}, *ROWS[1:]]
    first = usual(SIMPLE, 5, violence=25, other=40).frame_hash
    assert hashed(ROWS[::-1]) == first
    assert hashed(changed) != first


@pytest.mark.parametrize(
    ("spoil", "layout", "sizes", "refusal", "message"),
    thin(
        [
            ({"stratum": None}, {}, {"other": 1}, ContractBroken, "column stratum: 1 empty cells; expected none"),
            ({"crime": ""}, {}, {"other": 1}, ContractBroken, "column crime: 1 empty cells; expected none"),
            (
                {"crime": "C00001"},
                {},
                {"other": 1},
                ContractBroken,
                "column crime: 1 repeated ids; expected each id once",
            ),
            (
                {},
                {},
                {"violence": 1601, "other": 5},
                ContractBroken,
                "stratum violence: holds 1,600 units; 1,601 were asked for",
            ),
            (
                {},
                {},
                {"violence": 1, "othr": 5},
                UsageRefused,
                "stratum 'othr' is not in frame.parquet; did you mean other",
            ),
            (
                {},
                {},
                {"violence": 1},
                UsageRefused,
                r"strata without a size: other \(2,400 units\); 0 leaves a stratum out",
            ),
            ({}, {}, {"violence": 0, "other": 0}, UsageRefused, "every size is 0"),
            ({}, {}, {"violence": -1, "other": 0}, UsageRefused, "found a size of -1"),
            ({}, {"stratum": "strata"}, {}, UsageRefused, "no column 'strata'; did you mean stratum"),
            ({}, {"place": "narrative"}, {}, UsageRefused, "column narrative: found string; expected dates"),
            (
                {"received_on": DAYS[9]},
                {"cluster": "incident", "place": "received_on"},
                {"violence": 1, "other": 1},
                ContractBroken,
                "clusters at several places of the list",
            ),
        ],
        keep=3,
    ),
)
def test_a_frame_or_sizes_that_do_not_hold_are_refused(
    tmp_path: Path, spoil: dict, layout: dict, sizes: dict[str, int], refusal: type[Exception], message: str
) -> None:
    path = parquet(tmp_path, [{**ROWS[0], **spoil}, *ROWS[1:]])
    with pytest.raises(refusal, match=message):
        drawn(path, Layout(**{"id": "crime", "stratum": "stratum", **layout}), sizes)


def test_a_list_order_that_is_too_fine_is_refused(frame_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cdi.sampling.frame._MOST_PLACES", 10)
    with pytest.raises(ContractBroken, match="more than 10 different places in the list; expected a coarser order"):
        drawn(frame_file, Layout("crime", "stratum", place="received_on"), {"violence": 1, "other": 1})


def test_an_engines_error_names_the_line_and_shows_no_cell(tmp_path: Path) -> None:
    path = tmp_path / "frame.csv"
    lines = [f"C{number},other" for number in range(30_000)]
    path.write_text("\n".join(["crime,stratum", *lines, "C30000,other,a secret", *lines]), encoding="utf-8")
    with pytest.raises(ContractBroken, match=r"frame.csv, row 30002: not readable") as refused:
        drawn(path, Layout("crime", "stratum"), {"other": 1})
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("day", thin(["%Y-%m-%d", "%d/%m/%Y", "%Y-%m-%d %H:%M:%S"], keep=1))
def test_a_csv_file_keeps_ids_as_they_are_written_and_knows_its_dates(tmp_path: Path, day: str) -> None:
    path = tmp_path / "frame.csv"
    lines = [f"{number}.10;other;{DAYS[number % 20].strftime(day)};none" for number in range(200)]
    path.write_text("\n".join(["crime;stratum;received_on;note", *lines]), encoding="utf-8")
    by_day = Layout("crime", "stratum", place="received_on")
    everything = {row.id for row in drawn(path, by_day, {"other": 200}).rows}
    assert everything == {f"{number}.10" for number in range(200)}
    assert {row.id for row in drawn(path, Layout("crime", "stratum"), {"other": 200}).rows} == everything
    assert sorted(int(float(row.id)) % 20 for row in drawn(path, by_day, {"other": 20}).rows) == list(range(20))


def test_a_quoted_cell_may_hold_separators_and_line_breaks_wherever_the_first_one_is(tmp_path: Path) -> None:
    path = tmp_path / "frame.csv"
    lines = [f"{number:05},other,none" for number in range(30_000)]
    path.write_text("\n".join(["crime,stratum,note", *lines, '"00,7",other,"two\nlines"']), encoding="utf-8")
    assert drawn(path, SIMPLE, {"other": 1}).frame_rows == 30_001


def test_the_files_hold_the_drawn_rows_their_weights_and_a_record_to_draw_them_again(
    usual: Usual, frame_file: Path, tmp_path: Path
) -> None:
    found = usual(CLUSTERED, 1, violence=3, other=2)
    written = write_draw(tmp_path / "sample.csv", found, sizes_from="given", file=frame_file)
    assert [path.name for path in written] == ["sample.csv", "sample-reserve.csv", "sample.json"]
    rows = list(csv.DictReader((tmp_path / "sample.csv").read_text(encoding="utf-8").splitlines()))
    assert list(rows[0]) == ["crime", "stratum", "incident", "draw_number", "inclusion_probability", "design_weight"]
    assert {(row["stratum"], row["draw_number"], row["design_weight"]) for row in rows} == {
        ("other", "1", "600.0"), ("other", "2", "600.0"),
        *(("violence", number, repr(800 / 3)) for number in "123"),
    }  # fmt: skip
    record = json.loads((tmp_path / "sample.json").read_text(encoding="utf-8"))
    assert record["seed"] == SEED
    assert record["frame"]["sha256"] == hashlib.sha256(frame_file.read_bytes()).hexdigest()
    assert record["files"]["sample.csv"] == hashlib.sha256((tmp_path / "sample.csv").read_bytes()).hexdigest()
    assert [(one["units"], one["sample"], one["rows"]) for one in record["strata"]] == [(1200, 2, 4), (800, 3, 6)]


def test_a_sample_that_is_there_is_not_overwritten_and_nothing_is_half_written(
    usual: Usual, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = usual(CLUSTERED, 1, violence=3, other=2)
    out = tmp_path / "drawn" / "sample.csv"
    with pytest.raises(UsageRefused, match="no such folder"):
        write_draw(out, found, sizes_from="given")
    out.parent.mkdir()
    usual = Path.rename

    def failing(path: Path, target: Path) -> Path:
        if target.suffix == ".json":
            raise OSError("no space left")
        return usual(path, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OSError, match="no space left"):
        write_draw(out, found, sizes_from="given")
    assert list(out.parent.iterdir()) == []
    monkeypatch.undo()
    write_draw(out, found, sizes_from="given")
    with pytest.raises(UsageRefused, match="is already there"):
        write_draw(out, found, sizes_from="given")
