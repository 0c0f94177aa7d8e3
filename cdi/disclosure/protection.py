"""Disclosure control: an audit's results as they may leave the force, with small numbers of people hidden."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cdi.disclosure.measures_shown import beside_of, show_measure
from cdi.disclosure.numbers import (
    DELAYS,
    NOT_RECORDED,
    PrintedNumber,
    Results,
    owner_of,
    parts_by_breakdown,
    printed_numbers,
    rest_of,
)
from cdi.disclosure.policy import Policy, policy_of
from cdi.disclosure.rounding import round_results
from cdi.disclosure.small_numbers import Regrouped, SmallNumber, as_printed, find_small, find_small_groups, regroup
from cdi.house_style import formatting
from cdi.measures import measure
from cdi.measures.extra import estimate_extra
from cdi.measures.patterns import count_delays, count_not_recorded
from cdi.model.audit import Audit
from cdi.model.counted_rows import with_counting_rows
from cdi.model.errors import PublicationRefused
from cdi.model.figure import Control, CountedReason, Figure, Figures

REASON = "numbers of fewer than {threshold} people, and those that would give one away, are hidden"
"""The same for a small number and for one that only goes with it, so that a reader cannot tell which is which."""
NARROW = "; fewer values are left than the threshold, since what every report prints of it is small itself"
_ALWAYS_PRINTED = ("recording rate", "prior rate", "sample behind a rate", "change", "additional crimes", "distance",
                   "average", "rank", "margin", "stated")  # fmt: skip
"""What a report is for: never hidden beside others, and never rounded."""
# What is hidden with a figure, since it follows from its counts.
_FOLLOWS = {"incidents.crimes": ("small_sample.here",)}
_COST_OF_PEOPLE, _COST_OF_WORK, _COST_OF_CHART = 1.0, 10.0, 30.0
"""Chosen: a number about people goes first, then one about the force's work, and a whole chart last."""


@dataclass(frozen=True, slots=True)
class HiddenNumber:
    """A line of the log: what is hidden, of which subject, whether it is small itself, and by which rule; no value."""

    hidden: str
    subject: str
    kind: str
    rule: str


@dataclass(frozen=True, slots=True)
class Protected:
    """The results that may be printed, and the log of what is hidden, which stays with the analyst."""

    results: Results
    log: tuple[HiddenNumber, ...] = ()


def protect(audit: Audit) -> Protected:
    """Measure an audit for a report: its figures, extra measures and charts, with what must not be printed hidden.

    Where nothing is small this is a look at each figure. Otherwise the audit is measured once more, by counts that
    remember their rows, to find what else would give a hidden number away. Raises PublicationRefused where that is
    a number that no report can do without. What is printed of people is rounded in the end, if the audit asks for it.
    """
    policy = policy_of(audit)
    protected = _protect(policy, audit)
    base, control = policy.rounding_base, protected.results.figures.control
    if base == 1 or control is None:
        return protected
    figures = protected.results.figures
    people = (name for name in control.people if figures[name].role not in _ALWAYS_PRINTED)
    rounded = round_results(policy, audit, protected.results, people)
    return replace(protected, results=_controlled(rounded, replace(control, rounding_base=base)))


def _protect(policy: Policy, audit: Audit) -> Protected:
    results = _without_counts(policy, audit, _measure(audit))
    if not _may_have_small(policy, audit, results):
        people = _about_people(policy, audit, results)
        return Protected(_controlled(results, Control(policy.threshold, people)))
    counting = with_counting_rows(audit)
    return _hide(policy, counting, _without_counts(policy, counting, _measure(counting)))


def _measure(audit: Audit) -> Results:
    return Results(measure(audit), estimate_extra(audit), count_not_recorded(audit), count_delays(audit))


def _without_counts(policy: Policy, audit: Audit, results: Results) -> Results:
    """The results with no count in the reason of a gap about people, since "for 2 of the 3 cases" says there are 3."""
    about = {each.measure.figure_id for each in results.extra if policy.concerns_measure(audit, each.measure)}

    def is_about_people(name: str) -> bool:
        if name.startswith("extra."):
            return ".".join(name.split(".")[:2]) in about
        return not policy.inspects and policy.class_of(name) != "process"

    gaps = {
        name: why.uncounted if isinstance(why, CountedReason) and is_about_people(name) else why
        for name, why in results.figures.gaps.items()
    }
    return replace(results, figures=replace(results.figures, gaps=gaps))


def _may_have_small(policy: Policy, audit: Audit, results: Results) -> bool:
    return (
        any(True for _ in find_small(policy, results.figures))
        or bool(regroup(policy, results.figures))
        or any(True for _ in find_small_groups(policy, audit, results.extra))
        # Two numbers that are not small may differ by few; which rows they count is known only of counting rows.
        or any(policy.concerns_measure(audit, each.measure) for each in results.extra)
    )


def _hide(policy: Policy, audit: Audit, results: Results) -> Protected:
    """Hide what is small, put the small parts of breakdowns together, and hide what would give either away."""
    from cdi.disclosure.release import (
        build_release,  # only here, so that a report without small numbers needs no solver
        small_differences,
    )
    from cdi.stats.suppression import suppress

    regrouped = regroup(policy, results.figures)
    small = [*find_small(policy, results.figures), *find_small_groups(policy, audit, results.extra)]
    small += [SmallNumber(each.name, "parts that are no larger together", None) for each in regrouped if not each.parts]
    hidden = [each.number for each in small if each.number is not None] + [*_small_parts(regrouped)]
    results = replace(results, figures=_with_parts(results.figures, regrouped))
    first = _with_what_follows({each.owner for each in small}, results)
    printed = [each for each in printed_numbers(audit, results) if each.owner not in first]
    extra = {name for each in results.extra for name in (*each.ids.values(), rest_of(each))}
    hidden += small_differences(policy, audit, printed, extra)
    if not small and not hidden and not regrouped:
        return Protected(_controlled(results, Control(policy.threshold, _about_people(policy, audit, results))))
    costs = {owner: cost for owner, cost in _costs(policy, audit, results).items() if owner not in first}
    answer = suppress(build_release(audit, printed, hidden, policy.threshold - 1, costs))
    if answer.certain:
        raise PublicationRefused(_explain_certain(policy, {each.group for each in answer.certain}))
    chosen = {*answer.secondary}
    # Where the totals of a measure must go, all of it does, for its groups add up to them.
    chosen |= {name for each in results.extra if rest_of(each) in chosen for name in each.ids.values()}
    unsaid, narrow = _with_what_follows(first | chosen, results), {each.group for each in answer.exposed}
    log = (_with_narrow(each, narrow) for each in _log(results, regrouped, small, unsaid))
    return Protected(_shown(policy, audit, results, unsaid), tuple(log))


def _with_narrow(line: HiddenNumber, narrow: set[str]) -> HiddenNumber:
    """The line with what the analyst must know of a number of which fewer values are left than there should be."""
    return replace(line, rule=f"{line.rule}{NARROW}") if narrow & {line.hidden, _by_part(line.hidden)} else line


def _by_part(breakdown: str) -> str:
    return f"{breakdown} by part"


def _small_parts(regrouped: Iterable[Regrouped]) -> Iterator[PrintedNumber]:
    """The parts of breakdowns of which nobody may learn the number."""
    numbers = (as_printed(_by_part(each.name), part.value) for each in regrouped for part in each.small)
    return (number for number in numbers if number is not None)


def _with_parts(figures: Figures, regrouped: Sequence[Regrouped]) -> Figures:
    """The figures with breakdowns as they may be printed, each where its first part was."""
    parts = {each.name: [*each.parts] for each in regrouped}
    after: list[Figure] = []
    for figure in figures:
        if figure.part_of not in parts:
            after.append(figure)
        else:
            after += parts[figure.part_of]
            parts[figure.part_of] = []
    subjects = {**figures.subjects}
    for each in regrouped:
        subjects[each.name] = subjects[each.small[0].id]
        subjects |= dict.fromkeys((part.id for part in each.parts), subjects[each.name])
    return Figures.of(after, figures.gaps, figures.cures, subjects)


def _with_what_follows(owners: set[str], results: Results) -> set[str]:
    """The same with what is worked out of their counts, and with the totals of extra measures of which a group goes.

    With a group goes all that sets the units of its measure side by side.
    """
    more = {name for owner in owners for name in _FOLLOWS.get(owner, ())}
    for each in results.extra:
        groups, beside = {*each.ids.values()}, beside_of(each)
        more |= {rest_of(each)} if owners & groups else set()
        more |= beside if owners & (groups | beside) else set()
    return owners | more


def _costs(policy: Policy, audit: Audit, results: Results) -> dict[str, float]:
    """What may go unsaid, and how much is lost with it."""
    costs = {NOT_RECORDED: _COST_OF_CHART, DELAYS: _COST_OF_CHART}
    for figure in results.figures:
        if figure.role not in _ALWAYS_PRINTED and not figure.id.startswith("extra."):
            cost = _COST_OF_PEOPLE if policy.concerns(figure) else _COST_OF_WORK
            costs[owner_of(figure)] = costs.get(owner_of(figure), 0.0) + cost
    for result in results.extra:
        cost = _COST_OF_PEOPLE if policy.concerns_measure(audit, result.measure) else _COST_OF_WORK
        costs |= dict.fromkeys(result.ids.values(), cost) | {rest_of(result): cost * max(1, len(result.ids))}
    return costs


def _explain_certain(policy: Policy, owners: Iterable[str]) -> str:
    return (
        f"disclosure control: {', '.join(sorted(owners))} cannot be hidden, since numbers that every report prints "
        f"give it away; audit.toml may class it as about the force's work ([disclosure] process) or lower the "
        f"threshold of {policy.threshold}, and an extra measure may be taken out"
    )


# ---- what is left


def _about_people(policy: Policy, audit: Audit, results: Results) -> tuple[str, ...]:
    """The ids of the figures about people that are printed."""
    measures = [each for each in results.extra if policy.concerns_measure(audit, each.measure)]
    groups = {name for each in measures for name in each.ids.values()}
    return tuple(
        figure.id
        for figure in results.figures
        if figure.id in groups or (not figure.id.startswith("extra.") and policy.concerns(figure))
    )


def _controlled(results: Results, control: Control) -> Results:
    return replace(results, figures=replace(results.figures, control=control))


def _shown(policy: Policy, audit: Audit, results: Results, unsaid: set[str]) -> Results:
    """The results without what is unsaid; each hidden figure or breakdown is a gap."""
    reason, subjects = REASON.format(threshold=formatting.count(policy.threshold)), _subjects(results)
    extra = tuple(
        show_measure(each, unsaid, reason, concerns_people=policy.concerns_measure(audit, each.measure))
        for each in results.extra
    )
    groups = {figure.id: figure for each in extra for figure in each.contribution.figures}
    figures = [
        groups.get(figure.id, figure)
        for figure in results.figures
        if figure.id in groups or not (figure.id.startswith("extra.") or owner_of(figure) in unsaid)
    ]
    own = [owner for owner in sorted(unsaid) if owner in subjects and not owner.startswith("extra.")]
    gaps = {**results.figures.gaps, **dict.fromkeys(own, reason)}
    gaps |= {name: why for each in extra for name, why in each.contribution.gaps.items() if why == reason}
    hidden = tuple(name for name, why in gaps.items() if why == reason)
    after = replace(results, extra=extra)
    after = after if NOT_RECORDED not in unsaid else replace(after, not_recorded=None)
    after = after if DELAYS not in unsaid else replace(after, delays=None)
    # An id may name an offence of which there is one: what is hidden is not named beside its subject either.
    names = {*gaps, *(figure.id for figure in figures)}
    subjects = {name: subject for name, subject in subjects.items() if name in names}
    after = replace(after, figures=Figures.of(figures, gaps, results.figures.cures, subjects))
    return _controlled(after, Control(policy.threshold, _about_people(policy, audit, after), hidden))


def _subjects(results: Results) -> Mapping[str, str]:
    """The subjects of figures and gaps, of breakdowns, and of extra measures as a whole."""
    subjects = {**results.figures.subjects}
    subjects |= {name: subjects[parts[0].id] for name, parts in parts_by_breakdown(results.figures).items()}
    for each in results.extra:
        subjects |= {each.measure.figure_id: subjects[name] for name in [*each.ids.values()][:1]}  # noqa: B035
    return subjects


def _log(
    results: Results, regrouped: Iterable[Regrouped], small: Iterable[SmallNumber], unsaid: Iterable[str]
) -> Iterator[HiddenNumber]:
    """What is hidden and by which rule: small numbers first, then what goes with them; never a value."""
    rules: dict[str, list[str]] = {}
    for each in small:
        rules.setdefault(each.owner, []).append(each.what)
    subjects = _subjects(results)
    for owner, whats in rules.items():
        yield HiddenNumber(owner, subjects.get(owner, ""), "primary", "; ".join(whats))
    for group in regrouped:
        if group.name not in rules:
            yield HiddenNumber(group.name, subjects.get(group.name, ""), "grouped", "small parts shown together")
    for owner in sorted({*unsaid} - {*rules}):
        rule = "would give a hidden number away, or follows from one that is hidden"
        yield HiddenNumber(owner, subjects.get(owner, ""), "secondary", rule)
