"""Figures from registers: recommendations, the plan, staff, and where the force stands among all forces."""

from __future__ import annotations

import pandas as pd

from cdi import formatting
from cdi.measures.kinds import Maker, Measured, not_held, slug, together
from cdi.measures.rates import rates
from cdi.model.audit import Audit
from cdi.model.figure import Figure, Interval

_PROGRAMME = "CDI-rolling"


def registers(audit: Audit) -> Measured:
    """Everything counted from registers and national results rather than from audited rows."""
    return together([recommendations(audit), plan(audit), staffing(audit), national(audit), auditable_share(audit)])


def recommendations(audit: Audit) -> Measured:
    """How many recommendations of the audit before each assessor calls complete, by the latest word of each."""
    ids = ("recommendations.total", "recommendations.implemented", "recommendations.outstanding")
    if audit.prior is None or not audit.prior.holds("recommendations"):
        return not_held(ids, "recommendations")
    make = Maker(audit, ("recommendations", "recommendation_status"), "register")
    total = audit.prior.count("recommendations", type="recommendation")
    year = audit.prior.inspection.label_year
    base = f"recommendations of {year}"
    found = make.number(ids[0], base, total, base)
    if not audit.holds("recommendation_status"):
        return found + not_held(ids[1:], "recommendation_status")
    latest = audit.tables["recommendation_status"].sort_values("as_at").groupby(["rec_id", "assessor"]).tail(1)

    def complete(assessor: str) -> int:
        return int(((latest["assessor"] == assessor) & (latest["status"] == "complete")).sum())

    inspectorate = complete("inspectorate")
    return found + together(
        [
            make.part(
                ids[1], "recommendations fully implemented, as the inspectorate sees it", inspectorate, total, base
            ),
            make.number(ids[2], "recommendations still to be implemented", total - inspectorate, base),
            make.part(
                "recommendations.force_completed", "the same as the force sees it", complete("force"), total, base
            ),
        ]
    )


def plan(audit: Audit) -> Measured:
    """Actions of the latest snapshot of the force's plan, complete and open."""
    ids = ("plan.actions", "plan.complete", "plan.open")
    if not audit.holds("action_plan_actions"):
        return not_held(ids, "action_plan_actions")
    actions = audit.tables["action_plan_actions"]
    actions = actions[actions["as_at"] == actions["as_at"].max()]
    total, complete = len(actions), int((actions["status"] == "complete").sum())
    make, base = Maker(audit, ("action_plan_actions",), "register"), "actions of the plan"
    return together(
        [
            make.number(ids[0], base, total, base),
            make.part(ids[1], "actions complete", complete, total, base),
            make.part(ids[2], "actions still open", total - complete, total, base),
        ]
    )


def staffing(audit: Audit) -> Measured:
    """Posts (not full-time equivalents) of decision makers then and now, the growth and its cost, and special teams."""
    ids = ("staffing.decision_makers_before", "staffing.decision_makers_now", "staffing.growth_cost")
    if not audit.holds("staffing"):
        return not_held(ids, "staffing")
    make, rows = Maker(audit, ("staffing",), "register"), audit.tables["staffing"]
    makers = rows[rows["role"] == "decision maker"]
    before, now = makers["as_at"].min(), makers["as_at"].max()
    growth = makers[(makers["change"] == "growth") & (makers["as_at"] == now)]
    temporary = growth["temporary"].astype(bool)
    found = [
        make.number(ids[0], "decision makers before", _posts(makers[makers["as_at"] == before]), _on(before), "posts"),
        make.number(
            ids[1], "decision makers with the growth", _posts(makers[makers["as_at"] == now]), _on(now), "posts"
        ),
        make.number("staffing.growth_officers", "added officer posts", _posts(growth[~temporary]), _on(now), "posts"),
        make.number("staffing.growth_temporary", "added temporary posts", _posts(growth[temporary]), _on(now), "posts"),
    ]
    if growth["cost_gbp"].notna().any():
        found.append(make.number(ids[2], "cost of the added posts", int(growth["cost_gbp"].sum()), _on(now), "pounds"))
    else:
        found.append(Measured(gaps={ids[2]: "the cost of the added posts is not held"}))
    team = rows[rows["team"] == "modern slavery"]
    found += [
        make.number(f"staffing.slavery_{slug(role)}s", f"{role}s of the slavery team", posts, "posts", "posts")
        for role, posts in sorted(
            (str(role), int(posts)) for role, posts in team.groupby("role")["headcount"].sum().items()
        )
    ]
    return together(found)


def _posts(rows: pd.DataFrame) -> int:
    return int(rows["headcount"].sum())


def _on(day: pd.Timestamp) -> str:
    return f"posts on {formatting.day(day)}"


def national(audit: Audit) -> Measured:
    """The published average with its count of forces, the gap to it, and the rank of the audit before."""
    return together([_average(audit), _rank(audit)])


def _average(audit: Audit) -> Measured:
    ids = ("national.average", "national.forces", "national.gap")
    averages = audit.reference["national_averages"]
    published = pd.Timestamp(audit.inspection.published_on)
    averages = averages[(averages["measure"] == "rate_overall") & (averages["as_at"] <= published)]
    averages = averages[averages["programme"] == _PROGRAMME]
    if averages.empty:
        return not_held(ids, "national_averages")
    row = averages.sort_values("as_at").iloc[-1]
    average, forces = float(row["rate_pct"]), int(row["forces_n"])
    base, sources = f"published average of {forces} forces", (str(row["source"]),)
    found = (
        Figure(ids[0], "national average recording rate", average, "percent", formatting.percent(average), base,
               "published", sources),
        Figure(ids[1], "forces in the average", forces, "forces", formatting.count(forces), base, "published", sources),
    )  # fmt: skip
    own = rates(audit).get("overall")
    if own is None:
        return Measured(found, {ids[2]: "no overall rate"})
    gap, level = own.percent - average, audit.method.level
    interval = None
    if own.half_width is not None:
        # The average's own error is not published; with 26 forces it is small beside a single force's.
        method = "the force's interval alone; the average is taken as known"
        interval = Interval(gap - own.half_width, gap + own.half_width, own.half_width, level, method)
    figure = Figure(
        id=ids[2],
        label="gap to the national average (force less average)",
        value=gap,
        unit="percentage points",
        printed=formatting.points(gap),
        base=base,
        basis=audit.provenance.basis,
        sources=(*own.sources, "national_averages"),
        interval=interval,
    )
    return Measured((*found, figure))


def _rank(audit: Audit) -> Measured:
    """Forces reported on up to this report, and the place of the audit before counted from the lowest first rate."""
    ids = ("programme.forces", "rank.prior_from_bottom")
    inspections, results = audit.reference.get("inspections"), audit.reference.get("published_results")
    if inspections is None or results is None:
        return not_held(ids, "inspections or published_results of all forces")
    reported = inspections[inspections["programme"] == _PROGRAMME]
    published = pd.Timestamp(audit.inspection.published_on)
    # Some reports' days are not held; their label year then decides.
    known = reported["published_on"].notna()
    in_time = (known & (reported["published_on"] <= published)) | (
        ~known & (reported["label_year"] <= audit.inspection.label_year)
    )
    reported = reported[in_time]
    make = Maker(audit, ("inspections", "published_results of all forces"), "published")
    forces = int(reported["force_id"].nunique())
    found = make.number(ids[0], "forces reported on in the programme", forces, "distinct forces", "forces")
    if audit.prior is None or "overall" not in (own := rates(audit.prior)):
        return found + Measured(gaps={ids[1]: "prior result not held"})
    first = reported[reported["kind"] == "inspection"]["inspection_id"]
    overall = results[(results["measure"] == "rate_overall") & results["inspection_id"].isin(first)]
    lower = int((overall["rate_pct"] < own["overall"].percent).sum())
    label = f"place of {audit.prior.inspection.label_year} from the lowest"
    return found + make.number(ids[1], label, lower + 1, f"first inspections of {forces} forces", "rank")


def auditable_share(audit: Audit) -> Measured:
    """The share of recorded crime that comes by a route the audit covers, as the force states it."""
    figure_id = "auditable.share"
    if not audit.holds("operational_facts"):
        return not_held((figure_id,), "operational_facts")
    held = audit.rows("operational_facts", key="auditable_share").sort_values("as_at")
    if held.empty:
        return Measured(gaps={figure_id: "the auditable share is not held"})
    row = held.iloc[-1]
    share = float(row["value"])
    figure = Figure(
        id=figure_id,
        label="recorded crime that comes by an auditable route",
        value=share,
        unit="percent",
        printed=formatting.percent(share),
        base=f"recorded crime except fraud, as the {row['stated_by']} states",
        basis="register",
        sources=("operational_facts",),
    )
    return Measured((figure,))
