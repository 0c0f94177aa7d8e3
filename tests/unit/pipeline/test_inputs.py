from hashlib import sha256
from pathlib import Path

import pytest

from cdi.model.fault import InputFaulty
from cdi.pipeline.inputs import refuse_changed
from cdi.workspace.paths import Workspace


def test_what_an_analysis_read_must_still_be_there_when_it_ends(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "same.parquet").write_bytes(b"rows")
    (tmp_path / "data" / "other.parquet").write_bytes(b"other rows")
    rows = sha256(b"rows").hexdigest()
    refuse_changed(Workspace(tmp_path), {"data/same.parquet": rows})
    with pytest.raises(InputFaulty) as refused:
        refuse_changed(Workspace(tmp_path), {f"data/{name}.parquet": rows for name in ("same", "other", "gone")})
    assert [fault.file for fault in refused.value.faults] == ["data/other.parquet", "data/gone.parquet"]
