"""Run each recipe on the emulator with the real framework in the pinned version, and again with faults on the way."""

import importlib.metadata
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "examples" / "recipes"))

import checks_agents as agents  # noqa: E402
import checks_services as services  # noqa: E402
from world import World  # noqa: E402

from twilio_memory.testing import Emulator, Fault  # noqa: E402

# Each recipe with the framework whose version is asserted, or None where it needs the standard library alone.
CHECKS = {
    services.cached_recall: None,
    services.celery_tasks: "celery",
    services.clean_up: None,
    services.fastapi_app: "fastapi",
    agents.langgraph_store: "langgraph",
    agents.mcp_server: "mcp",
    services.nightly_sync: None,
    agents.openai_agents_session: "openai-agents",
    agents.openai_agents_tools: "openai-agents",
    agents.pipecat_voice: "pipecat-ai",
}
# What is on the way when it runs again: for each a 429, a lost response and a delay.
LOOKUP, RECALL, FETCH = "CreateProfilesLookup", "CreateFetchProfileMemory", "FetchProfile"
OBSERVE, OBSERVATIONS = "CreateProfileObservation", "ListProfileObservations"
FAULTS = {
    services.cached_recall: [
        Fault.error_response(RECALL, 429),
        Fault.lost_response(RECALL, skip=1),
        Fault.slow_body(RECALL, 0.5),
    ],
    services.celery_tasks: [
        Fault.slow_body(LOOKUP, 2),
        Fault.error_response(OBSERVATIONS, 429),
        Fault.lost_response(OBSERVE),
    ],
    services.clean_up: [
        Fault.error_response(OBSERVATIONS, 429),
        Fault.slow_body(OBSERVATIONS, 2),
        Fault.lost_response("DeleteProfileObservation", times=2),
    ],
    services.fastapi_app: [
        Fault.error_response(LOOKUP, 429),
        Fault.slow_body(RECALL, 30),
        Fault.lost_response(FETCH, skip=1),
    ],
    agents.langgraph_store: [
        Fault.error_response(RECALL, 429),
        Fault.slow_body(RECALL, 0.2),
        Fault.lost_response(OBSERVE),
    ],
    agents.mcp_server: [
        Fault.slow_body(LOOKUP, 2),
        Fault.lost_response(OBSERVE),
        Fault.error_response("PatchProfileTraits", 429),
    ],
    services.nightly_sync: [
        Fault.error_response("CreateProfilesImportV2", 429),
        Fault.slow_body("FetchProfileImportV2", 2),
        Fault.lost_response("UpdateProfilesBulk"),
    ],
    agents.openai_agents_session: [
        Fault.error_response(OBSERVATIONS, 429, times=2),
        Fault.slow_body(OBSERVATIONS, 2),
        Fault.lost_response(OBSERVE, times=2),
        Fault.lost_response("DeleteProfileObservation"),
    ],
    agents.openai_agents_tools: [
        Fault.error_response(LOOKUP, 429),
        Fault.lost_response(OBSERVE),
        Fault.slow_body(RECALL, 0.2),
    ],
    agents.pipecat_voice: [
        Fault.slow_body(LOOKUP, 10),
        Fault.slow_body(RECALL, 10),
        Fault.error_response(RECALL, 429, retry_after=0),
        Fault.lost_response(FETCH, skip=2),
    ],
}


def main():
    lock = (ROOT / "tests" / "ecosystem" / "requirements.txt").read_text("utf-8")
    pinned = dict(re.findall(r"^([\w.-]+)==([\w.]+)", lock, re.MULTILINE))
    for check, framework in CHECKS.items():
        installed = framework and importlib.metadata.version(framework)
        assert installed == (framework and pinned[framework]), f"{framework}: {installed} is installed"
        for faults in ([], FAULTS[check]):
            with Emulator() as emulator:
                check(World(emulator, faults))
                assert not emulator.unused_faults, f"{check.__name__}: {emulator.unused_faults}"
        version = f" with {framework} {installed}" if framework else ""
        sys.stdout.write(f"{check.__name__}: passed{version}, and with {len(faults)} faults\n")


if __name__ == "__main__":
    main()
