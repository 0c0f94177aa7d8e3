"""Any input at all: each reader says what is wrong in its own errors, and in less than a second for each kilobyte."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as some

from tests.attacks.targets import TARGETS, examples

_SECONDS_A_KILOBYTE = 1.0
# What has crashed or hung once, by target; the smallest form of it. `make fuzz` prints more.
MINIMAL: dict[str, list[bytes]] = {
    "Markdown": [
        b"# A\n\n::: fields\n\na\n: b\n: c\n\n:::\n",  # two values of one label
        b"# A\n\n::: fields\n\na\n: b\n\n    c\n\n:::\n",  # a value of two paragraphs
        b"# A\n\n::: fields\n\na\n:\n\n:::\n",  # a value of nothing
    ],
}


def run(target: str, data: bytes) -> None:
    start = time.process_time()
    TARGETS[target](data)
    assert time.process_time() - start < _SECONDS_A_KILOBYTE * (1 + len(data) / 1024)


@pytest.mark.parametrize("target", TARGETS)
def test_examples_are_read_and_broken_ones_refused(target: str) -> None:
    """Each example whole, cut at every tenth and with one byte changed there."""
    for data in examples(target):
        run(target, data)
        for tenth in range(10 if data else 0):
            place = len(data) * tenth // 10
            run(target, data[:place])
            run(target, data[:place] + bytes([data[place] ^ 0x21]) + data[place + 1 :])


@pytest.mark.parametrize("target", TARGETS)
@seed(2018)
@settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(data=some.one_of(some.binary(max_size=400), some.text(max_size=300).map(lambda text: text.encode("utf-8"))))
def test_any_bytes_are_read_or_refused(target: str, data: bytes) -> None:
    run(target, data)


@pytest.mark.parametrize(("target", "data"), [(target, data) for target, each in MINIMAL.items() for data in each])
def test_what_broke_a_reader_once_is_refused(target: str, data: bytes) -> None:
    run(target, data)
