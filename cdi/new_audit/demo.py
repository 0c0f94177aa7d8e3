"""A workspace with all 43 forces: made-up rows that print the rates each force's inspection published, and no others.

For trying out and measuring what one audit cannot show. Leicestershire is the shipped reconstruction. The other forces
get one stratum for each rate that was published, and one for all other crime, whose rate follows from the overall one.
Sample sizes, populations and weights were not published: they are chosen here, the same for every force, and each file
says so.
"""

from __future__ import annotations

import csv
import shutil
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from cdi.model.audit_ref import AuditRef
from cdi.model.errors import RunFailed, UsageRefused
from cdi.new_audit.import_file import new_audit
from cdi.new_audit.reconstruct import write_reconstruction
from cdi.workspace.paths import Workspace

# Chosen: reports audited in a stratum, before the size is moved so that the published rate can come out of it; the
# share of a year's crime that each stands for; reports in the audit period for each one audited.
_AUDITED = {"violence": 700, "sexual": 260, "other": 600}
_SHARE = {"violence": Decimal("0.30"), "sexual": Decimal("0.05")}
_REPORTS_FOR_EACH = 12
_CRIMES_A_YEAR = 60_000
_FARTHEST = 4000
_CATEGORY = {
    "violence": ("violence", "common assault"),
    "sexual": ("sexual", "sexual assault"),
    "other": ("other", "theft"),
}
_STATEMENT = (
    "The rows behind these figures are a reconstruction: made-up records that give the published rates. "
    "Sample sizes, populations and weights are chosen. No real crime, victim or report is described."
)
# Name, area and governing body where they do not follow from the folder's name.
_NAMES = {
    "avon-and-somerset": ("Avon and Somerset Police", "Avon and Somerset", ""),
    "city-of-london": ("City of London Police", "City of London", "City of London Police Authority Board"),
    "devon-and-cornwall": ("Devon and Cornwall Police", "Devon and Cornwall", ""),
    "dyfed-powys": ("Dyfed-Powys Police", "Dyfed-Powys", ""),
    "greater-manchester": ("Greater Manchester Police", "Greater Manchester", "Mayor of Greater Manchester"),
    "metropolitan-police": ("Metropolitan Police Service", "London", "Mayor's Office for Policing and Crime"),
}


@dataclass(frozen=True, slots=True)
class Stratum:
    """A stratum whose rate comes out as published: so many reports audited, so many of them recorded."""

    name: str
    audited: int
    recorded: int
    share: Decimal


def write_demo(source: Workspace, folder: Path) -> Workspace:
    """A workspace in a new or empty folder, from the registers of another; about ten seconds.

    Raises UsageRefused when something is there already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise UsageRefused(f"{folder}: expected a new or empty folder")
    demo = Workspace(folder.resolve())
    shutil.copytree(source.data / "reference", demo.data / "reference")
    _copy_force(source, demo, "leicestershire")
    shutil.copytree(source.notebook.parent, demo.notebook.parent)
    shutil.copy(source.root / "requirements.txt", demo.root)
    forces = (source.data / "forces.toml").read_text(encoding="utf-8")
    (demo.data / "forces.toml").write_text(forces, encoding="utf-8")
    inspections = _by(_rows(source, "inspections"), "force_id")
    results = _by(_rows(source, "published_results"), "inspection_id")
    grades = _by(_rows(source, "judgements"), "inspection_id")
    for force, held in sorted(inspections.items()):
        if force != "leicestershire":
            _write_force(demo, force, held, results, grades)
    _mend_names(demo.data / "forces.toml")
    return demo


def _copy_force(source: Workspace, demo: Workspace, force: str) -> None:
    """The force's latest audit, and the audits before it as data alone: a demo has one report for each force."""
    shutil.copytree(source.data / force, demo.data / force)
    for ref in source.audits(force)[:-1]:
        (demo.audit_folder(ref) / "documents.toml").unlink(missing_ok=True)
        shutil.rmtree(demo.audit_folder(ref) / "narrative", ignore_errors=True)


def strata_for(rates: Mapping[str, Decimal]) -> list[Stratum]:
    """Strata that give the published rates: `overall`, and `violence` and `sexual` as far as they are there.

    Each rate is met to the decimals in which it is given, in percent. Raises RunFailed when no sample of a sensible
    size gives them.
    """
    known = [_stratum(name, rates[name], _SHARE[name]) for name in _SHARE if name in rates]
    share = 1 - sum((stratum.share for stratum in known), Decimal())
    printed = sum((stratum.share * _percent(stratum) for stratum in known), Decimal())
    wanted = (rates["overall"] - printed) / share
    for audited in range(_AUDITED["other"], _FARTHEST):
        recorded = int((wanted * audited / 100).to_integral_value(ROUND_HALF_UP))
        rest = Stratum("other", audited, min(max(recorded, 0), audited), share)
        if _rounded(printed + share * _percent(rest), rates["overall"]) == rates["overall"]:
            return [*known, rest]
    raise RunFailed(f"no sample gives the overall rate of {rates['overall']}% beside {dict(rates)}")


def _stratum(name: str, rate: Decimal, share: Decimal) -> Stratum:
    for audited in range(_AUDITED[name], _FARTHEST):
        recorded = int((rate * audited / 100).to_integral_value(ROUND_HALF_UP))
        found = Stratum(name, audited, recorded, share)
        if _rounded(_percent(found), rate) == rate:
            return found
    raise RunFailed(f"no sample gives a rate of {rate}%")


def _percent(stratum: Stratum) -> Decimal:
    return Decimal(100 * stratum.recorded) / stratum.audited


def _rounded(percent: Decimal, like: Decimal) -> Decimal:
    return percent.quantize(like, ROUND_HALF_UP)


def _rows(source: Workspace, table: str) -> Iterator[dict[str, str]]:
    with (source.data / "reference" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _by(rows: Iterator[dict[str, str]], key: str) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        found.setdefault(row[key], []).append(row)
    return found


def _rates(results: list[dict[str, str]]) -> dict[str, Decimal]:
    return {row["measure"].removeprefix("rate_"): Decimal(row["rate_pct"]) for row in results if row["rate_pct"]}


def _write_force(
    demo: Workspace,
    force: str,
    inspections: list[dict[str, str]],
    results: dict[str, list[dict[str, str]]],
    grades: dict[str, list[dict[str, str]]],
) -> None:
    """The inspection with the most published rates, the last of several, and the one before it as published."""
    rated = [held for held in inspections if "overall" in _rates(results.get(held["inspection_id"], []))]
    rated.sort(key=lambda held: held["label_year"])
    shown = max(rated, key=lambda held: (len(results[held["inspection_id"]]), held["label_year"]))
    before = [held for held in rated if held["label_year"] < shown["label_year"]][-1:]
    audit = shown["inspection_id"].removeprefix(f"{force}-")
    new_audit(demo, AuditRef(force, audit))
    prior = [_write_published(demo, force, held, results[held["inspection_id"]]) for held in before]
    folder = demo.audit_folder(AuditRef(force, audit))
    judged = {row["question"]: row["grade"] for row in grades.get(shown["inspection_id"], [])}
    _write(folder / "audit.toml", _settings(shown, prior, judged, "reconstruction", _STATEMENT))
    strata = strata_for(_rates(results[shown["inspection_id"]]))
    _write(folder / "audit_strata.csv", _strata_csv(shown["inspection_id"], strata))
    _write(folder / "reconstruction.toml", _counts(shown, strata))
    write_reconstruction(folder)


def _write_published(demo: Workspace, force: str, held: dict[str, str], results: list[dict[str, str]]) -> str:
    audit = held["inspection_id"].removeprefix(f"{force}-")
    folder = demo.audit_folder(AuditRef(force, audit))
    folder.mkdir(parents=True)
    _write(folder / "audit.toml", _settings(held, [], {}, "published", "Published results; no rows are held."))
    with (folder / "published_results.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(results[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(results)
    return audit


def _settings(held: Mapping[str, str], prior: list[str], grades: Mapping[str, str], basis: str, statement: str) -> str:
    start, end, published, chosen = _days(held)
    year = held["label_year"]
    kind = "inspection" if held["kind"] == "inspection" else "re-inspection"
    lines = [
        f"# {chosen or 'All days are published.'}",
        "",
        "[inspection]",
        f'id = "{held["inspection_id"]}"',
        f'kind = "{held["kind"]}"',
        'inspectorate = "HMICFRS"',
        'inspectorate_name = "Her Majesty\'s Inspectorate of Constabulary and Fire & Rescue Services"',
        f"label_year = {year}",
        f'report_title = "Crime data integrity {kind} {year}"',
        f'fieldwork_label = "{year}"',
        f"audit_period_start = {start}",
        f"audit_period_end = {end}",
        f"published_on = {published}",
        *[f'prior = "{audit}"' for audit in prior],
        "",
        "[grades]",
        *[f'{question} = "{grade}"' for question, grade in grades.items()],
        "",
        "[provenance]",
        f'basis = "{basis}"',
        f'statement = "{statement}"',
        'sources = ["data/reference/published_results.csv"]',
    ]
    return "\n".join(lines) + "\n"


def _days(held: Mapping[str, str]) -> tuple[date, date, date, str]:
    """Audit period and publication, and which of them are chosen because they were not published."""
    year = int(held["label_year"])
    chosen = [name for name in ("audit_period_start", "audit_period_end", "published_on") if not held[name]]
    start = date.fromisoformat(held["audit_period_start"] or f"{year - 1}-07-01")
    end = date.fromisoformat(held["audit_period_end"] or f"{year - 1}-12-31")
    published = date.fromisoformat(held["published_on"] or f"{year}-12-31")
    return start, max(end, start), published, f"Chosen, since not published: {', '.join(chosen)}." if chosen else ""


def _strata_csv(inspection: str, strata: list[Stratum]) -> str:
    lines = ["inspection_id,stratum,sampled,audited,recorded,reports_in_period,weight,known_rate,basis,note"]
    for stratum in strata:
        population, weight = stratum.audited * _REPORTS_FOR_EACH, stratum.share * _CRIMES_A_YEAR
        note = "population and weight chosen; the size chosen so that the published rate comes out"
        lines.append(f"{inspection},{stratum.name},true,,,{population},{weight:f},,reconstruction,{note}")
    return "\n".join(lines) + "\n"


def _counts(held: Mapping[str, str], strata: list[Stratum]) -> str:
    """The `reconstruction.toml`: which rows there are, and why."""
    start, end, _, _ = _days(held)
    inspection = held["inspection_id"]
    lines = [
        "# RECONSTRUCTION. Made-up rows that give published rates; sample sizes are chosen. Written by: cdi demo",
        'statement = "Made-up rows that give the published rates; sample sizes are chosen."',
        f'inspection_id = "{inspection}"',
        f'id_prefix = "REC-{inspection.upper()}"',
        f"seed = {zlib.crc32(inspection.encode())}",
        f"received_from = {start}T00:00:00",
        f"received_to = {end + timedelta(days=1)}T00:00:00",
    ]
    for stratum in strata:
        for recorded, count in ((True, stratum.recorded), (False, stratum.audited - stratum.recorded)):
            lines += ["", "[[rows]]", 'table = "audit_reports"', f"count = {count}"]
            lines += [f'why = "gives the published rate of {stratum.name}, or of all crime; the size is chosen"']
            lines += [f"values = {_values(stratum.name, recorded=recorded)}"]
    return "\n".join(lines) + "\n"


def _values(stratum: str, *, recorded: bool) -> str:
    category, offence = _CATEGORY[stratum]
    known = ["recorded = true", "classification_correct = true"] if recorded else ["recorded = false"]
    parts = ['sample = "main"', "required = true", *known, "timeliness_assessable = false", "domestic_abuse = false",
             "weight = 1", 'route = "control_room"', 'reported_by = "victim"', f'stratum = "{stratum}"',
             f'category = "{category}"', f'offence = "{offence}"']  # fmt: skip
    return "{ " + ", ".join(parts) + " }"


def _mend_names(path: Path) -> None:
    """The names that do not follow from the force's folder."""
    text = path.read_text(encoding="utf-8")
    for force, (name, area, body) in _NAMES.items():
        short = force.replace("-", " ").title()
        head, entry = text.split(f"[{force}]", 1)
        entry, *rest = entry.split("\n[", 1)
        commissioner = f"Police and Crime Commissioner for {short}"
        entry = entry.replace(commissioner, body or commissioner.replace(short, area))
        entry = entry.replace(f"{short} Police", name).replace(f'"{short}"', f'"{area}"')
        text = "\n[".join([f"{head}[{force}]{entry}", *rest])
    path.write_text(text, encoding="utf-8")


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
