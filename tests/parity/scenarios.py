"""Scenarios that run on the emulator and on Twilio.

Each is a function of a target. They share one store, so each has its own customers and names, and is independent of
the others. A write may become readable later, so the first read after it is a `target.until`.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from targets import unused_id
from twilio_memory import NotFoundError
from twilio_memory import models as m

if TYPE_CHECKING:
    from collections.abc import Callable

    from targets import Target

TIME = dt.datetime(2026, 1, 15, 10, 0, tzinfo=dt.UTC)
CONVERSATION = unused_id("conv_conversation")
STORES = "/v1/ControlPlane/Stores"

#: Operations without a scenario, each with the reason.
LEFT_OUT: dict[str, str] = {}


def read_and_update_store(target: Target) -> None:
    """Fetch, list and change the store; a stale ETag and a taken name are refused."""
    stores, store_id = target.memory.stores, target.store_id
    list(stores.list(page_size=100))
    before = stores.fetch(store_id)
    stores.update(store_id, description="Changed", if_match=before.etag).wait()
    after = target.until(lambda: stores.fetch(store_id), lambda store: store.version > before.version)
    target.transcript.notice("PatchStore", "the new description", after.description)
    target.transcript.notice("PatchStore", "the version grows by", after.version - before.version)
    target.transcript.notice("PatchStore", "the ETag changes", after.etag != before.etag)
    target.expect_error("PatchStore", lambda: stores.update(store_id, description="Late", if_match=before.etag))
    target.expect_error("CreateStore", lambda: stores.create(display_name=target.tag).wait())


def trait_group_lifecycle(target: Target) -> None:
    """Create, read, change and delete a trait group; the built-in group is protected."""
    groups, store_id = target.memory.trait_groups, target.store_id
    points = m.TraitDefinition(data_type=m.TraitDataType.NUMBER, validation_rule=m.ValidationRuleNumber(min_=0))
    traits = {"points": points, "tier": m.TraitDefinition(data_type=m.TraitDataType.STRING)}
    groups.create(store_id, display_name="Loyalty", description="Cards", traits=traits).wait()
    before = target.until(lambda: groups.fetch(store_id, "Loyalty"), lambda found: found.etag)
    names = [group.display_name for group in groups.list(store_id, include_traits=True)]
    target.transcript.notice("ListTraitGroups", "it is listed", "Loyalty" in names)
    list(groups.list(store_id))
    target.expect_error(
        "CreateTraitGroup", lambda: groups.create(store_id, display_name="Loyalty", traits=traits).wait()
    )

    removed = {"tier": m.TraitDefinition(data_type=m.TraitDataType.REMOVED)}
    groups.update(store_id, "Loyalty", traits=removed, if_match=before.etag).wait()
    target.until(lambda: groups.fetch(store_id, "Loyalty"), lambda found: "tier" not in found.trait_group.traits)
    target.expect_error(
        "PatchTraitGroup", lambda: groups.update(store_id, "Loyalty", description="x", if_match=before.etag)
    )
    target.expect_error("PatchTraitGroup", lambda: groups.update(store_id, "Nothing", description="x"))
    target.expect_error("DeleteTraitGroup", lambda: groups.delete(store_id, "Contact"))

    groups.delete(store_id, "Loyalty").wait()
    target.until(lambda: groups.fetch(store_id, "Loyalty"), gone)
    target.expect_error("DeleteTraitGroup", lambda: groups.delete(store_id, "Loyalty"))


def replace_identity_settings(target: Target) -> None:
    """Replace the settings with equal ones, so that other scenarios are unaffected."""
    settings, store_id = target.memory.identity_resolution_settings, target.store_id
    before = settings.fetch(store_id)
    same = {"identifier_configs": before.identifier_configs, "matching_rules": before.matching_rules}
    settings.update(store_id, **same, if_match=before.etag).wait()
    target.until(lambda: settings.fetch(store_id), lambda after: after.version > before.version)
    target.expect_error(
        "UpdateIdentityResolutionSettings", lambda: settings.update(store_id, **same, if_match=before.etag)
    )


def data_mapping_lifecycle(target: Target) -> None:
    """Create, read, change and delete a data mapping; a taken name, a stale ETag and a second deletion are refused."""
    mappings, store_id = target.memory.data_mappings, target.store_id
    fields = {
        "display_name": "crm",
        "mapping_from": m.MappingFromIngress(columns=["primary_email"]),
        "mapping_to": m.MappingToTraits(
            mappings=[m.MappingTraitItem(expression="primary_email", trait_group="Contact", trait_name="email")]
        ),
    }
    mapping_id = mappings.create(store_id, **fields).wait()
    before = target.until(lambda: mappings.fetch(store_id, mapping_id), lambda found: found.etag)
    list(mappings.list(store_id))
    list(mappings.list(store_id, type_=m.MappingFromType.DATASET_CLOUDAPP))
    target.expect_error("CreateDataMapping", lambda: mappings.create(store_id, **fields))
    mappings.update(store_id, mapping_id, is_enabled=False, if_match=before.etag).wait()
    target.until(lambda: mappings.fetch(store_id, mapping_id), lambda found: found.version > before.version)
    target.expect_error(
        "PatchDataMapping",
        lambda: mappings.update(store_id, mapping_id, description="Late", if_match=before.etag),
    )
    mappings.delete(store_id, mapping_id).wait()
    target.until(lambda: mappings.fetch(store_id, mapping_id), gone)
    target.expect_error("DeleteDataMapping", lambda: mappings.delete(store_id, mapping_id))


def profile_lifecycle(target: Target) -> None:
    """Create, find, change and delete a profile; its traits are returned as written."""
    profiles, store_id = target.memory.profiles, target.store_id
    ada = profiles.create(store_id, {"Contact": {"email": "Ada@Example.com", "firstName": "Ada"}}).id
    target.until(lambda: profiles.fetch(store_id, ada), lambda found: "firstName" in found.traits.get("Contact", {}))
    profiles.fetch(store_id, ada, trait_groups=["Contact"])
    target.until(lambda: profiles.lookup(store_id, id_type="email", value="ada@example.com"), lambda it: it.profiles)
    profiles.lookup(store_id, id_type="email", value="unknown@example.com")
    again = profiles.create(store_id, {"Contact": {"email": "ada@example.com"}}).id
    target.transcript.notice("CreateProfile", "the same customer is found", again == ada)
    target.transcript.notice("ListProfiles", "it is listed", ada in list(profiles.list(store_id, page_size=1000)))

    profiles.update(store_id, ada, {"Contact": {"firstName": None, "lastName": "Lovelace"}})
    target.until(
        lambda: profiles.fetch(store_id, ada),
        lambda found: "firstName" not in found.traits["Contact"] and "lastName" in found.traits["Contact"],
    )
    list(target.memory.traits.list(store_id, ada, trait_groups=["Contact"]))
    target.expect_error("PatchProfileTraits", lambda: profiles.update(store_id, ada, {"Contact": {"noSuchTrait": 1}}))
    target.expect_error("CreateProfile", lambda: profiles.create(store_id, {"Contact": {"firstName": "Unknown"}}))

    profiles.delete(store_id, ada)
    target.until(lambda: profiles.fetch(store_id, ada), gone)
    target.expect_error("DeleteProfile", lambda: profiles.delete(store_id, ada))


def merge_profiles(target: Target) -> None:
    """Merge profiles; the merged one redirects reads and refuses writes."""
    profiles, store_id = target.memory.profiles, target.store_id
    by_mail = profiles.create(store_id, {"Contact": {"email": "grace@example.com"}}).id
    by_phone = profiles.create(store_id, {"Contact": {"phone": "+13175550101"}}).id
    for kind, value in (("email", "grace@example.com"), ("phone", "+13175550101")):
        target.until(
            lambda kind=kind, value=value: profiles.lookup(store_id, id_type=kind, value=value), lambda it: it.profiles
        )
    back = target.transcript.mark()
    stays = profiles.create(store_id, {"Contact": {"email": "grace@example.com", "phone": "+13175550101"}}).id
    back()  # The survivor is recorded once, so that it does not differ in each later step.
    goes = by_phone if stays == by_mail else by_mail
    target.transcript.notice("CreateProfile", "the elder stays", stays == by_mail)
    target.transcript.call(stays, "{the profile that stays}")
    target.transcript.call(goes, "{the profile that goes}")
    target.until(lambda: profiles.fetch(store_id, goes), lambda found: found.id == stays)
    list(target.memory.observations.list(store_id, goes))
    list(target.memory.identifiers.list(store_id, goes))
    target.expect_error(
        "PatchProfileTraits", lambda: profiles.update(store_id, goes, {"Contact": {"firstName": "Grace"}})
    )
    target.expect_error("DeleteProfile", lambda: profiles.delete(store_id, goes))
    target.raw("POST", f"/v1/Stores/{store_id}/Profiles/{goes}/Recall", {})


def change_identifiers(target: Target) -> None:
    """Add, read, replace and delete identifiers of one customer."""
    identifiers, store_id = target.memory.identifiers, target.store_id
    who = target.memory.profiles.create(store_id, {"Contact": {"email": "mary@example.com"}}).id
    identifiers.create(store_id, who, id_type="email", value="Mary@Example.org")
    target.until(lambda: identifiers.fetch(store_id, who, "email"), lambda found: len(found.values) == 2)
    list(identifiers.list(store_id, who))
    identifiers.update(store_id, who, "email", old_value="mary@example.com", new_value="shelley@example.com")
    after = target.until(
        lambda: identifiers.fetch(store_id, who, "email"), lambda found: "shelley@example.com" in found.values
    )
    target.transcript.notice("PatchProfileIdentifier", "the values", sorted(after.values))
    target.expect_error(
        "PatchProfileIdentifier",
        lambda: identifiers.update(store_id, who, "email", old_value="no@example.com", new_value="x@example.com"),
    )
    identifiers.delete(store_id, who, "email")
    target.until(lambda: identifiers.fetch(store_id, who, "email"), lambda found: len(found.values) == 1)
    identifiers.delete(store_id, who, "email", remove_all=True)
    target.until(lambda: identifiers.fetch(store_id, who, "email"), gone)
    target.expect_error("DeleteProfileIdentifier", lambda: identifiers.delete(store_id, who, "email"))


def observation_lifecycle(target: Target) -> None:
    """Write, read, revise and delete observations."""
    observations, store_id = target.memory.observations, target.store_id
    who = target.memory.profiles.create(store_id, {"Contact": {"email": "rosa@example.com"}}).id
    texts = ("likes shoes", "asked about shipping", "lives in Rome")
    inputs = [m.ObservationInput(content=text, occurred_at=TIME, source="parity") for text in texts]
    target.until(lambda: target.memory.profiles.fetch(store_id, who), lambda found: found.id == who)
    observations.create(store_id, who, inputs)
    found = target.until(lambda: list(observations.list(store_id, who)), lambda all_: len(all_) == len(texts))
    first = found[0].id
    observations.fetch(store_id, who, first)
    page = next(observations.list(store_id, who, page_size=2).pages())
    target.transcript.notice("ListProfileObservations", "items of a page of two", len(page.observations))
    list(observations.list(store_id, who, source="somewhere else"))
    observations.update(store_id, who, first, content="likes boots")
    target.until(lambda: observations.fetch(store_id, who, first), lambda it: it.content == "likes boots")
    revisions = list(observations.revisions(store_id, who, first))
    target.transcript.notice("ListObservationRevisions", "states of what was changed once", len(revisions))
    observations.delete(store_id, who, first)
    target.until(lambda: observations.fetch(store_id, who, first), gone)
    target.raw("DELETE", f"/v1/Stores/{store_id}/Profiles/{who}/Observations/{first}")


def summary_lifecycle(target: Target) -> None:
    """Write, read, change and delete a summary of a conversation."""
    summaries, store_id = target.memory.summaries, target.store_id
    who = target.memory.profiles.create(store_id, {"Contact": {"email": "emmy@example.com"}}).id
    target.until(lambda: target.memory.profiles.fetch(store_id, who), lambda found: found.id == who)
    summary = m.ConversationSummaryInput(content="A talk about shoes", conversation_id=CONVERSATION, occurred_at=TIME)
    summaries.create(store_id, who, [summary])
    found = target.until(lambda: list(summaries.list(store_id, who, conversation_id=CONVERSATION)), bool)
    summary_id = found[0].id
    summaries.fetch(store_id, who, summary_id)
    summaries.update(store_id, who, summary_id, content="A talk about boots")
    target.until(lambda: summaries.fetch(store_id, who, summary_id), lambda it: it.content == "A talk about boots")
    summaries.delete(store_id, who, summary_id)
    target.until(lambda: summaries.fetch(store_id, who, summary_id), gone)
    target.raw("DELETE", f"/v1/Stores/{store_id}/Profiles/{who}/ConversationSummaries/{summary_id}")


def recall_memory(target: Target) -> None:
    """Recall observations and summaries, with a query and without."""
    profiles, store_id = target.memory.profiles, target.store_id
    who = profiles.create(store_id, {"Contact": {"email": "lise@example.com"}}).id
    target.until(lambda: profiles.fetch(store_id, who), lambda found: found.id == who)
    profiles.recall(store_id, who)
    seen = m.ObservationInput(content="likes red shoes", occurred_at=TIME, source="parity")
    target.memory.observations.create(store_id, who, [seen])
    target.until(lambda: profiles.recall(store_id, who, query="red shoes"), lambda found: found.observations)
    profiles.recall(store_id, who, query="shoes", observations_limit=0, summaries_limit=0)


def bulk_upsert_profiles(target: Target) -> None:
    """Write profiles in bulk."""
    profiles, store_id = target.memory.profiles, target.store_id
    batches = profiles.bulk_upsert(store_id, [{"Contact": {"email": f"bulk{n}@example.com"}} for n in range(3)])
    target.transcript.notice("UpdateProfilesBulk", "it can be polled", batches[0].result.operation_id is not None)
    for batch in batches:
        if batch.result.operation_id is not None:
            batch.result.wait()
    for number in range(3):
        value = f"bulk{number}@example.com"
        target.until(
            lambda value=value: profiles.lookup(store_id, id_type="email", value=value), lambda found: found.profiles
        )


def import_profiles(target: Target) -> None:
    """Import profiles from a file."""
    imports, store_id = target.memory.imports, target.store_id
    content = b"email,first\nimported@example.com,Ida\n"
    columns = [
        m.ColumnMappingItem(column_name=column, trait_group="Contact", trait_name=trait)
        for column, trait in (("email", "email"), ("first", "firstName"))
    ]
    created = imports.create(store_id, filename="some.csv", file_size=len(content), column_mappings=columns)
    imports.fetch(store_id, created.import_id)
    target.upload(created.url, content)
    target.until(
        lambda: imports.fetch(store_id, created.import_id),
        lambda found: found.status in {"COMPLETED", "FAILED"},
        900,
    )
    target.transcript.notice("ListProfileImportsV2", "it is listed", created.import_id in list(imports.list(store_id)))
    lookup = target.memory.profiles.lookup
    target.until(lambda: lookup(store_id, id_type="email", value="imported@example.com"), lambda it: it.profiles)


def fetch_missing_resources(target: Target) -> None:
    """Fetch a missing resource of each kind."""
    store = f"{STORES}/{target.store_id}"
    profiles = f"/v1/Stores/{target.store_id}/Profiles"
    who = target.memory.profiles.create(target.store_id, {"Contact": {"email": "sofia@example.com"}}).id
    target.until(lambda: target.memory.profiles.fetch(target.store_id, who), lambda found: found.id == who)
    for path in (
        f"{STORES}/{unused_id('mem_store')}",
        f"/v1/Stores/{unused_id('mem_store')}/Profiles",
        f"/v1/ControlPlane/Operations/{unused_id('proc_job')}",
        f"{store}/TraitGroups/Nothing",
        f"{store}/DataMappings/{unused_id('mem_datamapping')}",
        f"{profiles}/{unused_id('mem_profile')}",
        f"{profiles}/Imports/{unused_id('mem_import')}",
        f"{profiles}/{who}/Identifiers/nothing",
        f"{profiles}/{who}/Observations/{unused_id('mem_observation')}",
        f"{profiles}/{who}/Observations/{unused_id('mem_observation')}/Revisions",
        f"{profiles}/{who}/ConversationSummaries/{unused_id('mem_summary')}",
        f"{profiles}/{unused_id('mem_profile')}/Observations",
        f"{profiles}/{unused_id('mem_profile')}/Traits",
        f"{store}/NoSuchThings",
    ):
        target.raw("GET", path)


def send_invalid_requests(target: Target) -> None:
    """Send requests that the client itself would refuse."""
    store = f"{STORES}/{target.store_id}"
    profiles = f"/v1/Stores/{target.store_id}/Profiles"
    target.raw("GET", store, authorized=False)
    target.raw("PATCH", store, {})
    target.raw("PATCH", store, {"displayName": f"{target.tag} with spaces"})
    target.raw("POST", f"{store}/TraitGroups", {"traits": {}})
    target.raw("POST", f"{store}/DataMappings", {"displayName": "x"})
    target.raw("GET", f"{store}/DataMappings/not-an-id")
    target.raw("GET", "/v1/ControlPlane/Operations/not-an-id")
    target.raw("GET", f"{STORES}?pageSize=seven")
    target.raw("POST", profiles, {"traits": []})
    target.raw("POST", f"{profiles}/Lookup", {"idType": "email"})
    target.raw("PUT", f"{profiles}/Bulk", {"profiles": []})
    target.raw("POST", f"{profiles}/Imports", {"filename": "x.csv", "fileSize": 0, "columnMappings": []})
    target.raw("POST", f"{profiles}/Lookup", content=b"{", headers={"Content-Type": "application/json"})


def delete_store(target: Target) -> None:
    """Delete the store, twice. Runs last."""
    stores, store_id = target.memory.stores, target.store_id
    stores.delete(store_id).wait(timeout=900)
    target.until(lambda: stores.fetch(store_id), gone)
    target.expect_error("DeleteStore", lambda: stores.delete(store_id))


def create_store(target: Target) -> None:
    """Create the store of all other scenarios. Runs first."""
    target.open_store()


def gone(seen: object) -> bool:
    """Return whether a poll found nothing."""
    return isinstance(seen, NotFoundError)


SCENARIOS: tuple[Callable[[Target], None], ...] = (
    create_store,
    read_and_update_store,
    trait_group_lifecycle,
    replace_identity_settings,
    data_mapping_lifecycle,
    profile_lifecycle,
    merge_profiles,
    change_identifiers,
    observation_lifecycle,
    summary_lifecycle,
    recall_memory,
    bulk_upsert_profiles,
    import_profiles,
    fetch_missing_resources,
    send_invalid_requests,
    delete_store,
)
