"""The tables of docs/methods.md: how they are written, that the shipped ones keep their promise, worked examples."""

import contextlib
import io
import re
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest

from cdi.cli.app import main
from cdi.evidence import change_pairs, known_limits, method_checks
from cdi.stats import changes, comparisons, durations, monitoring, multiplicity, proportions, ranks, raters, volumes
from cdi.stats.count_changes import pooled_z
from cdi.stats.effective import Evidence
from cdi.stats.linearised import clusters, domain, overall
from cdi.stats.rate_changes import equivalence
from cdi.stats.sample import Sample
from cdi.stats.shrinkage import BetaBinomial, shrunk
from cdi.stats.stratified import mover_wilson, normal_interval, yan_su
from cdi.stats.survey import korn_graubard, logit_t, normal_t
from cdi.workspace.paths import Workspace
from tests.clean_process import in_clean_process

PAGE = Path(__file__).parents[3] / "docs" / "methods.md"
TABLE = pd.DataFrame({"a": ["1.0", "2.0"]}, index=pd.Index(["x", "y"], name="design"))


def test_a_table_replaces_what_stands_between_its_marks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- table: one -->\nold\n<!-- end -->\nafter\n<!-- table: two -->\n<!-- end -->\n")
    method_checks.write_tables(page, {"one": TABLE}, 2000, 7)
    assert page.read_text(encoding="utf-8") == (
        "before\n<!-- table: one -->\n2,000 draws, seed 7.\n\n"
        "| design | a |\n| --- | --: |\n| x | 1.0 |\n| y | 2.0 |\n<!-- end -->\nafter\n"
        "<!-- table: two -->\n<!-- end -->\n"
    )


def test_a_table_without_a_place_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("nothing\n")
    with pytest.raises(ValueError, match=r"page.md: no place for the table 'one'"):
        method_checks.write_tables(page, {"one": TABLE}, 2000, 7)


def test_the_command_and_the_cells_of_the_notebook_fill_every_table_alike(
    spoilable: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_command, alone = spoilable.root / "docs" / "methods.md", tmp_path / "alone.md"
    by_command.parent.mkdir()
    for page in (by_command, alone):
        page.write_text(re.sub(r"(<!-- table: .*? -->\n).*?(<!-- end -->)", r"\1\2", PAGE.read_text(), flags=re.DOTALL))
    assert in_clean_process(fill_by_command, spoilable.root) == 0
    with_two_of_each(monkeypatch)
    run_cells(spoilable.root / "notebooks" / "method_checks.ipynb", draws=40, seed=5, output=str(alone))
    assert by_command.read_text(encoding="utf-8") == alone.read_text(encoding="utf-8")
    assert alone.read_text(encoding="utf-8").count("40 draws, seed 5.") == 8
    assert alone.read_text(encoding="utf-8").count("Exact, by enumeration.") == 2


def with_two_of_each(patch: pytest.MonkeyPatch) -> None:
    """Two pairs, two counts and two designs stand for all: the others take seconds."""
    patch.setattr(change_pairs, "SINGLE", change_pairs.SINGLE[:2])
    for module, name in ((change_pairs, "STRATIFIED"), (method_checks, "COUNTS"), (method_checks, "DESIGNS")):
        patch.setattr(module, name, dict([*getattr(module, name).items()][:2]))


def fill_by_command(root: Path) -> int:
    """The exit code of the command, in a process that forks its notebook, so that the notebook has the two too."""
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(io.StringIO()):
        with_two_of_each(patch)
        patch.chdir(root)
        return main(["methods", "--draws", "40", "--seed", "5"], {})


def run_cells(notebook: Path, **parameters: object) -> None:
    """The code cells of a notebook one after the other, without a kernel; its parameters as given."""
    names: dict[str, object] = {}
    for cell in nbformat.read(notebook, as_version=4).cells:
        if cell.cell_type == "code":
            exec(cell.source, names)  # noqa: S102 - the notebook under test
            if "parameters" in cell.metadata.get("tags", []):
                names |= parameters


def test_the_shipped_table_has_20000_draws_of_at_least_eight_designs_and_the_default_at_94_or_more() -> None:
    section = re.search(
        r"<!-- table: design coverage -->\n(.*?)<!-- end -->", PAGE.read_text(encoding="utf-8"), re.DOTALL
    )
    assert section is not None
    lines = section[1].splitlines()
    assert lines[0].startswith("20,000 draws")
    column = [cell.strip() for cell in lines[2].split("|")].index(method_checks.DEFAULT)
    found = [float(line.split("|")[column].split("(")[0]) for line in lines[4:]]
    assert len(found) == len(method_checks.DESIGNS) >= 8
    assert min(found) >= 94.0


def test_no_pair_of_samples_has_more_false_alarms_than_5_5_percent_and_there_are_at_least_40() -> None:
    page, largest = PAGE.read_text(encoding="utf-8"), []
    for name in ("single pairs", "stratified pairs"):
        section = re.search(rf"<!-- table: {name} -->\n(.*?)<!-- end -->", page, re.DOTALL)
        assert section is not None
        lines = section[1].splitlines()
        column = [cell.strip() for cell in lines[2].split("|")].index("MOVER, exact (now)")
        largest += [float(line.split("|")[column].split("(")[0]) for line in lines[4:]]
    assert len(largest) >= 40
    assert max(largest) <= 5.5


def test_a_pair_is_enumerated_exactly() -> None:
    # 3 of 3 against 0 of 3, either way, is all that Newcombe's interval calls changed: 2 (1/8)(1/8) at 50%.
    tests = {"Newcombe": change_pairs.yan_su_shows}
    share, rate = change_pairs.largest_alarms((3, np.inf, 3, np.inf), tests)["Newcombe"]
    assert (share, rate) == (pytest.approx(2 / 64), pytest.approx(0.5))


def test_the_limits_that_the_text_names_are_those_of_the_table() -> None:
    """Each exactly, by enumeration; Wilson's lowest at 60 units is P(60 of 60) = 0.9971^60 = 84%."""
    wilson, heavy, small = known_limits.known_limits()["coverage"]
    assert float(wilson) == pytest.approx(100 * 0.9971**60, abs=0.1)
    assert_on_page(f"from {float(wilson):.0f}% (n = 60", f"of 98.5% covers {heavy}%", f"at 99.7% covers {small}%")
    section = re.search(r"<!-- table: known limits -->\n(.*?)<!-- end -->", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert section is not None
    assert re.findall(r"\| ([\d.]+) \|", section[1]) == [wilson, heavy, small]


# The sample of section 2 of the page.
SAMPLE = Sample.of([(40, 50, 500, 600.0), (45, 50, 1000, 400.0)])
SKEWED = [[118, 5], [2, 0]]


def percents(bounds: tuple) -> str:
    return "From {:.1f}% to {:.1f}%".format(*(100 * float(end) for end in bounds))


def ends(estimate) -> str:
    return percents((estimate.low, estimate.high))


def test_worked_intervals_of_counts_and_designs() -> None:
    assert_on_page(
        percents(proportions.wilson(84, 93)),
        percents(proportions.clopper_pearson(10, 10)),
        percents(proportions.jeffreys(84, 93)).lower(),
        percents(proportions.agresti_coull(84, 93)),
        "From {:.0f}% to {:.0f}%".format(*(100 * end for end in proportions.hypergeometric(18, 18, 20))),
        percents(proportions.normal(84, 93)),
        ends(normal_interval(SAMPLE)),
        ends(yan_su(SAMPLE)),
        ends(mover_wilson(SAMPLE)),
        ends(korn_graubard(overall(SAMPLE))).lower(),
        ends(logit_t(overall(SAMPLE))),
        ends(normal_t(overall(SAMPLE))).lower(),
    )


def test_worked_domains_and_clusters() -> None:
    part = domain(SAMPLE, [12, 9], [16, 10])
    drawn = clusters([0, 0, 0, 0], [1, 2, 1, 2], [1, 0, 1, 2], [40])
    assert_on_page(
        f"P = (144 + 72)/272 = {part.rate:.4f}",
        f"√0.006230 = {np.sqrt(part.variance):.4f}; 26 − 2 = {part.degrees_of_freedom:.0f} degrees of freedom",
        f"V = 0.9 × 4/3 × 0.06790 = {drawn.variance:.5f}; √V = {np.sqrt(drawn.variance):.4f}",
    )


def test_worked_changes() -> None:
    change = changes.z_test_published(84.1, 75.8, 1.71, 1.94)
    low, high = changes.newcombe(84, 93, 60, 80)
    z, _ = pooled_z(84, 93, 60, 80)
    same = equivalence(Evidence.of_error(0.84, 0.006), Evidence.of_error(0.845, 0.008), 0.02)
    holm = multiplicity.adjusted([0.004, 0.03, 0.02], "holm")
    assert_on_page(
        f"z = 8.3/1.3194 = {change.z:.2f}; interval {100 * change.low:.1f} to {100 * change.high:.1f} points",
        f"Least significant: {100 * changes.least_significant(0.0171 / 1.96, 0.0194 / 1.96):.2f} points",
        f"0.0819²) = {low:.4f}.",
        f"0.1049²) = {high:.4f}.",
        f"0.1532/0.05696 = {z:.2f}.",
        f"p = {same.not_worse:.3f} of no worse, not shown at 5%",
        f"p = {same.not_better:.3f} of no better.",
        f"0.004 × 3 = {holm[0]:.3f}; 0.02 × 2 = {holm[2]:.2f}; 0.03 × 1, raised to {holm[1]:.2f}",
    )


def test_worked_volumes_and_forces() -> None:
    missed = volumes.missed(84_000, 0.841, 0.8239, 0.8581)
    more = volumes.additional(84_000, 0.841, 0.758, 0.0171 / 1.96, 0.0194 / 1.96)
    z, _ = comparisons.against_reference(416, 456, 0.8643)
    plain, wide = (comparisons.normal_limits(456, 0.8643, between=between) for between in (0, 0.00038356))
    mean, _ = shrunk(5, 9, BetaBinomial(0.8656, 128.7, 0.0))
    assert_on_page(
        "84,000 × 0.159/0.841 = {:,.0f}; from {:,.0f} to {:,.0f}".format(*missed),
        f"84,000 × (1 − 0.758/0.841) = {more[0]:,.0f}.",
        "from {:,.0f} to {:,.0f}".format(*more[1:]),
        f"0.04798/0.01604 = {z:.2f}",
        "0.01604, {:.1f}% to {:.1f}%".format(*(100 * end for end in plain)),
        "0.02531; {:.1f}% to {:.1f}%".format(*(100 * end for end in wide)),
        f"(5 + 111.4)/(9 + 128.7) = {100 * mean:.1f}%",
        f"0.95^(1/43) = {ranks.joint_level(0.95, 43):.5f}",
    )


def test_worked_charts() -> None:
    chart = monitoring.p_chart([79], [94], 0.857)
    average = monitoring.ewma([79, 49], [94, 56], 0.857).value
    assert_on_page(
        f"= 0.1083; {100 * chart.low[0]:.1f}% to {100 * chart.high[0]:.1f}%",
        f"0.2 × 0.8404 + 0.8 × 0.857 = {average[0]:.4f}; then 0.2 × 0.875 + 0.8 × 0.8537 = {average[1]:.4f}",
        f"3.273 − 2.140 = {monitoring.cusum([67], [73], 0.857).up[0]:.3f}",
    )


def test_worked_auditors_and_delays() -> None:
    true = raters.rogan_gladen(0.841, 0.009, 0.967, 0.01, 0.95, 0.02)
    curve = durations.time_to_event([2] * 20 + [60] * 3 + [200] * 2, [True] * 23 + [False] * 2)
    (day, (low, high)), (three, (low3, high3)) = curve.at(24), curve.at(72)
    time = durations.share_in_time(556, 611, 774)
    assert_on_page(
        f"−0.00128/0.05472 = −{-raters.kappa(SKEWED).coefficient:.3f}",
        f"0.88957/0.94557 = {raters.ac1(SKEWED).coefficient:.3f}",
        f"π = 0.791/0.917 = {true.rate:.4f}",
        f"over 0.917 is {true.standard_error:.4f}",
        f"20/25 = {100 * day:.0f}% ({100 * low:.1f}% to {100 * high:.1f}%)",
        f"{100 * three:.0f}% ({100 * low3:.1f}% to {100 * high3:.1f}%)",
        "556 of 611 = {:.1f}% ({:.1f}% to {:.1f}%)".format(
            *(100 * x for x in (time.of_happened, *time.of_happened_bounds))
        ),
        "556 of 774 = {:.1f}% ({:.1f}% to {:.1f}%)".format(*(100 * x for x in (time.of_due, *time.of_due_bounds))),
    )


def assert_on_page(*worked: str) -> None:
    """Each text stands on the page, whatever its line breaks."""
    page = " ".join(PAGE.read_text(encoding="utf-8").split())
    assert [text for text in worked if text not in page] == []
