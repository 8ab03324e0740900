"""The configuration of a store as code: one TOML file, a plan that shows what differs, and a run that carries it out.

All three::

    from twilio_memory import MemoryClient, provisioning

    config = provisioning.load("memory.toml")
    with MemoryClient() as memory:
        plan = provisioning.plan(memory, config)
        print(plan)
        provisioning.apply(memory, plan)

All of it is synchronous: the writes of a run depend on each other, so that a program of asyncio or trio gains nothing
but another thread. `export` needs `pip install "twilio-memory[provisioning]"`.
"""

from twilio_memory._configuration.config import Config, ConfigError, load
from twilio_memory._configuration.export import export
from twilio_memory._planning.changes import Change
from twilio_memory._planning.plan import Plan, PlanBlockedError, PlanOutdatedError, plan

from ._apply import Applied, apply
from ._backups import delete_data_mapping, restore

__all__ = [
    "Applied",
    "Change",
    "Config",
    "ConfigError",
    "Plan",
    "PlanBlockedError",
    "PlanOutdatedError",
    "apply",
    "delete_data_mapping",
    "export",
    "load",
    "plan",
    "restore",
]
