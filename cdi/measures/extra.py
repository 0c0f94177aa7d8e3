"""The extra measures of an audit, by the estimator of the analyst's desk: a rate where the sample supports one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

from cdi.contract.tables import AUDIT_TABLES
from cdi.house_style import formatting
from cdi.house_style.cell_words import list_conditions
from cdi.measures.all_forces.side_by_side import SideBySide
from cdi.measures.all_forces.units import describe_units, ids_of, set_units_side_by_side
from cdi.measures.cuts import cut
from cdi.measures.figures import Contribution, combine, count_excluded, gaps_without, id_word
from cdi.measures.group_rates import OF_SAMPLE, SMALL_BASE, GroupRate, RatesOfGroups, estimate_groups
from cdi.measures.questions import find_question, why_no_limit
from cdi.measures.tallies import Tally, empty_columns, gap_of_unknown, gaps_of_columns
from cdi.model.audit import Audit
from cdi.model.extra_measure import ExtraMeasure
from cdi.model.figure import Figure, Interval
from cdi.model.groups import MONTH, Cells
from cdi.model.rows import beside

_STRATA = "audit_strata"


@dataclass(frozen=True, slots=True)
class ExtraResult:
    """What an extra measure gave: the rates of its groups, what they contribute to a report, and their ids.

    `rates` is None where nothing could be counted; the contribution then is a gap for each group that there could be.
    `together` sets the units of the measure side by side, where there are enough of them, and `beside` are its figures
    or gaps.
    """

    measure: ExtraMeasure
    rates: RatesOfGroups | None
    contribution: Contribution
    ids: Mapping[Cells, str] = field(default_factory=dict)
    together: SideBySide | None = None
    beside: Contribution = field(default_factory=Contribution)


def extra(audit: Audit) -> Contribution:
    """The figures and gaps of all extra measures, in the order of `measures.toml`."""
    return combine(result.contribution + result.beside for result in estimate_extra(audit))


def estimate_extra(audit: Audit) -> tuple[ExtraResult, ...]:
    """Each extra measure estimated; one pass over the rows each."""
    return tuple(_estimate(audit, measure) for measure in audit.extra)


def _estimate(audit: Audit, measure: ExtraMeasure) -> ExtraResult:
    expected = {group: _figure_id(measure, group) for group in groups_of_contract(measure)}
    ids = (measure.figure_id, *expected.values())
    beside = ids_of(measure)
    if not audit.holds(measure.table):
        return ExtraResult(measure, None, gaps_without(ids, measure.table), beside=gaps_without(beside, measure.table))
    if measure.of == "in_time" and (reason := why_no_limit(audit)):
        gaps, more = (Contribution(gaps=dict.fromkeys(names, reason)) for names in (ids, beside))
        return ExtraResult(measure, None, gaps, beside=more)
    question = find_question(audit, measure.of)
    named = (*measure.by, *measure.where, *question.base, *question.asked)
    if missing := empty_columns(audit, measure.table, named):
        gaps, more = (gaps_of_columns(names, measure.table, missing) for names in (ids, beside))
        return ExtraResult(measure, None, gaps, beside=more)
    rates = estimate_groups(audit, cut(audit, question, measure.by, measure.where))
    names = _name_groups(measure, (row.values for row in rates.rows))
    parts = [_contribute(audit, measure, rates, row, names[row.values]) for row in rates.rows]
    parts += [_absent(audit, measure, rates, group, name) for group, name in expected.items() if group not in names]
    whole = combine(parts)
    if not whole.figures:
        whole += _of_whole(audit, measure, rates, whole)
    together = set_units_side_by_side(measure, rates.cut)
    return ExtraResult(measure, rates, whole, names, together, describe_units(audit, measure, rates.cut, together))


def _contribute(
    audit: Audit, measure: ExtraMeasure, rates: RatesOfGroups, row: GroupRate, figure_id: str
) -> Contribution:
    """The figure of a group; a gap where too much is unknown, or where strata that must be weighed cannot be."""
    counts, unknown = row.counts, rates.cut.unknown(row.values)
    if row.low is None or row.high is None:
        rows = Tally(counts.yes, counts.of - counts.yes, unknown)
        asked = beside(beside(rates.cut.question.base, _conditions(measure, row.values)), rates.cut.question.asked)
        return gap_of_unknown(audit, figure_id, measure.table, asked, rows)
    if rates.unweighed is not None and row.refused == rates.unweighed:
        cure = {} if audit.holds(_STRATA) else {figure_id: f"the table {_STRATA}"}
        return Contribution(gaps={figure_id: row.refused}, cures=cure)
    return Contribution((figure_of_group(audit, measure, rates, row, figure_id, unknown),))


def figure_of_group(
    audit: Audit, measure: ExtraMeasure, rates: RatesOfGroups, row: GroupRate, figure_id: str, unknown: int
) -> Figure:
    """A rate in percent where the sample supports one, else the fraction; the interval is the one that fits it."""
    question, counts, level = rates.cut.question, row.counts, audit.method.level
    by_design = row.percent is not None and row.method != OF_SAMPLE
    weighted = by_design and len(rates.cut.groups[row.values]) > 1
    sources = (measure.table, _STRATA) if by_design else (measure.table,)
    base = _describe(question.units, _conditions(measure, row.values))
    fraction = formatting.fraction(counts.yes, counts.of)
    return Figure(
        id=figure_id,
        label=_describe(f"{question.done}, of {question.units}", _conditions(measure, row.values)),
        value=100 * counts.yes / counts.of if row.percent is None else row.percent,
        unit="percent",
        printed=fraction if row.percent is None else formatting.percent(row.percent),
        base=f"{base}, each stratum weighted by its yearly volume" if weighted else base,
        basis=audit.provenance.basis,
        sources=sources,
        numerator=counts.yes,
        denominator=counts.of,
        interval=None if row.low is None or row.high is None else Interval(row.low, row.high, None, level, row.method),
        caution=f"a base under {formatting.count(SMALL_BASE)}, of which little can be said" if row.small else None,
        role="part of a sample",
        excluded=count_excluded(audit, sources),
        unknown=unknown,
    )


def _absent(audit: Audit, measure: ExtraMeasure, rates: RatesOfGroups, group: Cells, figure_id: str) -> Contribution:
    """The gap of a group that the contract knows and of which no row is known to be."""
    return _nothing(audit, measure, rates, figure_id, _conditions(measure, group), rates.cut.unknown(group))


def _of_whole(audit: Audit, measure: ExtraMeasure, rates: RatesOfGroups, groups: Contribution) -> Contribution:
    """The gap of a measure without a figure: the reason that all its groups share, or why there is no group."""
    if len({*groups.gaps.values()}) == 1:
        name, reason = next(iter(groups.gaps.items()))
        cures = {measure.figure_id: groups.cures[name]} if name in groups.cures else {}
        return Contribution(gaps={measure.figure_id: reason}, cures=cures)
    unknown = int(sum(rates.cut.possible.values())) - rates.cut.total.of
    return _nothing(audit, measure, rates, measure.figure_id, measure.where, unknown)


def _nothing(
    audit: Audit, measure: ExtraMeasure, rates: RatesOfGroups, figure_id: str, conditions: Mapping[str, object],
    unknown: int,
) -> Contribution:  # fmt: skip
    """The gap where no row is known to meet the conditions: it is not known of some, or there are none."""
    if unknown:
        asked = {**rates.cut.question.base, **conditions, **dict.fromkeys(measure.by)}
        rows = Tally(0, rates.cut.total.of, unknown)
        return gap_of_unknown(audit, figure_id, measure.table, asked, rows)
    return Contribution(gaps={figure_id: f"none in the sample: {_describe(rates.cut.question.units, conditions)}"})


def _conditions(measure: ExtraMeasure, group: Cells) -> dict[str, object]:
    """What is known of the rows of a group; its own value says more than a condition on the same column."""
    return {**measure.where, **dict(zip(measure.by, group, strict=True))}


def _describe(words: str, conditions: Mapping[str, object]) -> str:
    return f"{words} ({list_conditions(conditions)})" if conditions else words


def groups_of_contract(measure: ExtraMeasure) -> Iterator[Cells]:
    """The groups that there can be, where the contract knows them all: choices, yes and no, or all rows together."""
    columns = [column for column in AUDIT_TABLES[measure.table].columns if column.name in measure.by]
    if MONTH in measure.by or any(column.kind == "text" for column in columns):
        return iter(())
    values = {column.name: column.choices or (True, False) for column in columns}
    return product(*(_chosen(values[name], measure.where.get(name)) for name in measure.by))


def _chosen(values: Iterable[str | bool], condition: object) -> list[str | bool]:
    """The values that a condition on the same column leaves."""
    if condition is None:
        return [*values]
    among = condition if isinstance(condition, tuple) else (condition,)
    return [value for value in values if value in among]


def _name_groups(measure: ExtraMeasure, groups: Iterable[Cells]) -> dict[Cells, str]:
    """The ids of the groups; of those whose words are the same, the later in the alphabet have a number behind."""
    names: dict[Cells, str] = {}
    order = [*groups]
    for group in sorted(order, key=str):
        name, number = _figure_id(measure, group), 2
        while name in names.values():
            name, number = f"{_figure_id(measure, group)}_{number}", number + 1
        names[group] = name
    return {group: names[group] for group in order}


def _figure_id(measure: ExtraMeasure, group: Cells) -> str:
    """The id of a group: extra.violence_by_route.officer; of all rows together, extra.violence.all."""
    return ".".join([measure.figure_id, *(map(_word, group) if group else ["all"])])


def _word(value: str | bool | int | None) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value // 100}_{value % 100:02d}"
    return id_word(value or "") or "unnamed"
