"""The teams or other units of an extra measure side by side, as the national page sets forces."""

from __future__ import annotations

from cdi.house_style import formatting
from cdi.house_style.cell_words import name_column, name_group
from cdi.measures.all_forces.side_by_side import CountedUnit, SideBySide, set_side_by_side
from cdi.measures.all_forces.standing_figures import NAMES, StandingFigures
from cdi.measures.cuts import Cut
from cdi.measures.figures import Base, Contribution, FigureMaker
from cdi.measures.funnel import FEWEST_GROUPS, names_units
from cdi.model.audit import Audit
from cdi.model.extra_measure import ExtraMeasure

SEED = 2018
"""What fixes the draws behind places; the desk takes the same unless it is told another."""
NO_MEASURE = "side_by_side.units"
"""The gap of an audit that sets no units side by side."""
_WHY_NONE = "no extra measure of this audit is by one column that names units, such as team"
_CURE = 'a measure with by = ["team"] in measures.toml'
_FEW = "fewer than {least} {units} have an answer, too few to set side by side"
_ALIKE = "all {units} together have a rate of none or of all, from which nothing can differ"
_UNKNOWN = "it is not known of all, and those of which it is known are not alike the rest"


def units_of(cut: Cut) -> list[CountedUnit]:
    """The groups of a cut that have an answer; counts are those of the sample, not weighed."""
    counts = {name_group(cut.by, group): cut.counts(group) for group in cut.groups}
    return [CountedUnit(name, name, int(each.yes), int(each.of)) for name, each in counts.items() if each.of]


def has_units(measure: ExtraMeasure) -> bool:
    """Whether the groups of a measure are units of one kind, which ought to have one rate."""
    return names_units(measure.table, measure.by)


def unit_of(measure: ExtraMeasure) -> str:
    """What a unit of the measure is called, for one."""
    return name_column(measure.by[0]).lower()


def ids_of(measure: ExtraMeasure) -> tuple[str, ...]:
    """The ids of the figures of its units side by side; none where its groups are no units."""
    names = ("compared", "average", *NAMES) if has_units(measure) else ()
    return tuple(f"{measure.beside_id}.{name}" for name in names)


def set_units_side_by_side(measure: ExtraMeasure, cut: Cut) -> SideBySide | None:
    """The units of a measure side by side; None where its groups are no units, and where they cannot be compared."""
    return set_side_by_side(units_of(cut), SEED) if has_units(measure) and not _is_tilted(cut) else None


def describe_units(audit: Audit, measure: ExtraMeasure, cut: Cut, table: SideBySide | None) -> Contribution:
    """The figures of the units side by side; gaps with one reason where there is nothing to compare.

    The average is the part of all units together, a count of the sample with a Wilson interval. It says of how many
    more the unit or the answer is unknown; the others follow from the counts of each unit.
    """
    if not has_units(measure):
        return Contribution()
    units, total = f"{unit_of(measure)}s", cut.total
    if table is None:
        few = len(units_of(cut)) < FEWEST_GROUPS
        why = _UNKNOWN if _is_tilted(cut) else _FEW if few else _ALIKE
        why = why.format(units=units, least=formatting.in_words(FEWEST_GROUPS))
        return Contribution(gaps=dict.fromkeys(ids_of(measure), why))
    number, rows = len(table.standings), cut.question.units
    unknown = int(sum(cut.possible.values())) - int(total.of)
    values = {"units": units, "number": formatting.count(number), "rows": rows}
    base = Base("{units} compared, {number} in all, by the {rows} of each", values)
    make = FigureMaker(audit, (measure.table,))
    compared, average = ids_of(measure)[:2]
    together, of = f"{cut.question.done}, all {units} together", f"{rows} of a {unit_of(measure)} that is known"
    standing = StandingFigures(measure.beside_id, units, "count", audit.provenance.basis, make.sources)
    return (
        make.number(compared, f"{units} compared", number, base)
        + make.part(average, together, total.yes, total.of, of, unknown=unknown)
        + standing.describe(table, base)
    )


def without_units(audit: Audit) -> Contribution:
    """The gap of an audit none of whose extra measures is by units."""
    if any(map(has_units, audit.extra)):
        return Contribution()
    return Contribution(gaps={NO_MEASURE: _WHY_NONE}, cures={NO_MEASURE: _CURE})


def _is_tilted(cut: Cut) -> bool:
    """Whether the known rows have too many of one answer: one failed condition of several is a known no."""
    return bool(cut.total.unknown) and len(cut.question.asked) > 1
