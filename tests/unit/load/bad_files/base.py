"""A small good audit that each bad case spoils in one way."""

from __future__ import annotations

from pathlib import Path

REPORTS = """crime_id,inspection_id,sample,stratum,category,offence,required,recorded,classification_correct,misclassified_as,received_at,recorded_at,timeliness_assessable,route,reported_by,domestic_abuse,weight
C1,kent-2026,main,violence,violence,common assault,true,true,true,,2026-01-05T10:00,2026-01-05T12:00,true,control_room,victim,false,1
C2,kent-2026,main,violence,violence,harassment,true,false,,,2026-01-06T10:00,,false,control_room,victim,true,1
C3,kent-2026,main,sexual,rape,rape,true,true,true,,2026-01-07T10:00,2026-01-07T11:00,true,officer,victim,false,1
C4,kent-2026,main,sexual,sexual,sexual assault,true,true,false,exposure,2026-01-08T10:00,2026-01-08T11:00,true,officer,public,false,1
C5,kent-2026,main,other,burglary,burglary,true,true,true,,2026-01-09T10:00,2026-01-10T11:00,true,crime_bureau,victim,false,1
C6,kent-2026,main,other,other,theft,true,true,true,,2026-01-10T10:00,2026-01-10T11:00,true,crime_bureau,victim,false,1
"""
RECORDS = """record_id,inspection_id,sample,source_system,referring_agency,received_at,outcome
R1,kent-2026,vulnerable_victim,public_protection,health,2026-01-05T10:00,crime_due
"""
STRATA = """inspection_id,stratum,sampled,reports_in_period,weight,basis
kent-2026,violence,true,100,400,records
kent-2026,sexual,true,50,200,records
kent-2026,other,true,200,800,records
"""
CANCELLED = """cancel_id,inspection_id,category,decision_correct,required_authority,victim_should_be_informed,cancelled_on
X1,kent-2026,robbery,true,decision_maker,false,2026-02-01
"""
STAFFING = """force_id,as_at,team,role,employment,headcount,fte,temporary,change,status,cost_gbp
kent,2026-02-01,registrar,decision maker,police officer,5,4.5,false,in_post,in_post,200000
"""
STATUS = """rec_id,assessor,as_at,status,caveat
R1,force,2026-02-01,complete,
"""
TABLES = {
    "audit_reports": REPORTS, "reviewed_records": RECORDS, "audit_strata": STRATA, "cancelled_crimes": CANCELLED,
    "staffing": STAFFING, "recommendation_status": STATUS,
}  # fmt: skip
FORCE = """[kent]
name = "Kent Police"
short_name = "Kent"
area = "Kent"
governing_body = "Police and Crime Commissioner for Kent"
forum = "Police and Crime Panel"
forum_kind = "panel"
victim_service = "Victim Support"
plan_name = "action plan"
"""
SETTINGS = """[inspection]
id = "kent-2026"
kind = "inspection"
label_year = 2026
report_title = "Inspection 2026"
fieldwork_label = "March 2026"
audit_period_start = 2026-01-01
audit_period_end = 2026-03-31
published_on = 2026-06-01

[provenance]
basis = "records"
statement = "Records."
sources = ["x"]
"""


def write_base(folder: Path) -> None:
    """The good audit as CSV files."""
    folder.mkdir(parents=True)
    (folder / "audit.toml").write_text(SETTINGS, encoding="utf-8")
    for name, text in TABLES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
