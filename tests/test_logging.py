"""What the environment makes of the log."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest

from twilio_memory import InvalidArgumentError, MemoryClient

PROGRAM = """
import logging, sys
from twilio_memory import MemoryClient, TwilioMemoryError
{setup}
for _ in range(2):
    memory = MemoryClient("SK", "secret", base_url="http://127.0.0.1:9", max_attempts=2)
try:
    memory.with_options(max_attempts={attempts}).operations.fetch("proc_job_1")
except TwilioMemoryError:
    pass
"""


def run(value, setup="", attempts=1):
    program = PROGRAM.format(setup=setup, attempts=attempts)
    environment = {"TWILIO_MEMORY_LOG": value} if value is not None else {}
    command = [sys.executable, "-P", "-W", "error", "-c", program]
    return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stderr


LATE = """
from twilio_memory import MemoryClient, TwilioMemoryError
memory = MemoryClient("SK", "secret", base_url="http://127.0.0.1:9", max_attempts=1)
import logging
if {is_shown}:
    logging.basicConfig(level="DEBUG", format="mine %(message)s")
try:
    memory.operations.fetch("proc_job_1")
except TwilioMemoryError:
    pass
print(sum(type(each) is logging.NullHandler for each in logging.getLogger("twilio_memory").handlers))
"""


@pytest.mark.parametrize("is_shown", [True, False])
def test_log_of_a_program_that_loads_logging_after_the_client(is_shown):
    command = [sys.executable, "-P", "-W", "error", "-c", LATE.replace("{is_shown}", str(is_shown))]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={})
    assert done.stderr.startswith("mine operations.fetch GET") == is_shown
    assert len(done.stderr.splitlines()) == is_shown
    assert done.stdout == "1\n"


@pytest.mark.parametrize(("value", "lines"), [(None, 0), ("", 0), ("info", 0), ("debug", 1), ("DEBUG", 1)])
def test_log_is_shown_once_if_the_environment_asks_for_it(value, lines):
    shown = run(value).splitlines()
    assert len(shown) == lines
    assert all("DEBUG twilio_memory: operations.fetch GET" in line and "proc_job_1" not in line for line in shown)


def test_log_of_the_program_is_not_doubled():
    shown = run("debug", "logging.basicConfig(format='mine %(message)s')").splitlines()
    assert len(shown) == 1
    assert shown[0].startswith("mine ")


def test_log_level_of_another_name_is_refused(monkeypatch):
    monkeypatch.setenv("TWILIO_MEMORY_LOG", "loud")
    with pytest.raises(InvalidArgumentError, match="TWILIO_MEMORY_LOG of the environment: expected 'debug' or 'info'"):
        MemoryClient("SK", "secret")


def test_log_has_a_null_handler():
    MemoryClient("SK", "secret").close()
    assert any(isinstance(handler, logging.NullHandler) for handler in logging.getLogger("twilio_memory").handlers)
