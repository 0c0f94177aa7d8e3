"""A kernel that dies before it answers, as when another program took its port, is started anew; no other failure is."""

from __future__ import annotations

from typing import Any

import pytest
from nbclient.exceptions import DeadKernelError
from papermill.engines import NBClientEngine

from cdi.notebook.engine import client

NO_ANSWER = RuntimeError("Kernel died before replying to kernel_info")


@pytest.mark.parametrize(
    ("failures", "starts", "raised"),
    [
        ([], 1, None),
        ([NO_ANSWER, NO_ANSWER], 3, None),
        ([NO_ANSWER] * 3, 3, RuntimeError),
        ([DeadKernelError("Kernel died")], 1, DeadKernelError),
    ],
)
def test_how_often_a_kernel_is_started(
    failures: list[Exception], starts: int, raised: type[Exception] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def start(_: type, __: object, kernel_name: str, **___: Any) -> str:
        tried.append(kernel_name)
        if len(tried) <= len(failures):
            raise failures[len(tried) - 1]
        return "ran"

    monkeypatch.setattr(NBClientEngine, "execute_managed_notebook", classmethod(start))
    if raised is None:
        assert client._OnKernel.execute_managed_notebook(None, "python3") == "ran"
    else:
        with pytest.raises(raised):
            client._OnKernel.execute_managed_notebook(None, "python3")
    assert len(tried) == starts
