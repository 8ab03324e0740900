"""Stories that are told to the emulator and to Twilio alike.

Each is a function of a side. They share one store, so each has customers and names of its own, and none relies on
another. What is written may take a while until it can be read, so the first look at it is a `side.until`.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sides import nobody
from twilio_memory import NotFoundError
from twilio_memory import models as m

if TYPE_CHECKING:
    from collections.abc import Callable

    from sides import Side

TIME = dt.datetime(2026, 1, 15, 10, 0, tzinfo=dt.UTC)
CONVERSATION = nobody("conv_conversation")
STORES = "/v1/ControlPlane/Stores"

#: Operations that no story uses, each with the reason.
LEFT_OUT: dict[str, str] = {}


def a_store_is_read_and_changed(side: Side) -> None:
    """Fetch, list and change the store; a stale ETag and a taken name are refused."""
    stores, store_id = side.memory.stores, side.store_id
    list(stores.list(page_size=100))
    before = stores.fetch(store_id)
    stores.update(store_id, description="Changed", if_match=before.etag).wait()
    after = side.until(lambda: stores.fetch(store_id), lambda store: store.version > before.version)
    side.transcript.notice("PatchStore", "the new description", after.description)
    side.transcript.notice("PatchStore", "the version grows by", after.version - before.version)
    side.transcript.notice("PatchStore", "the ETag changes", after.etag != before.etag)
    side.fails("PatchStore", lambda: stores.update(store_id, description="Late", if_match=before.etag))
    side.fails("CreateStore", lambda: stores.create(display_name=side.tag))


def trait_groups_come_and_go(side: Side) -> None:
    """Create, read, change and delete a trait group; what every store begins with is protected."""
    groups, store_id = side.memory.trait_groups, side.store_id
    points = m.TraitDefinition(data_type=m.TraitDataType.NUMBER, validation_rule=m.ValidationRuleNumber(min_=0))
    traits = {"points": points, "tier": m.TraitDefinition(data_type=m.TraitDataType.STRING)}
    groups.create(store_id, display_name="Loyalty", description="Cards", traits=traits).wait()
    before = side.until(lambda: groups.fetch(store_id, "Loyalty"), lambda found: found.etag)
    names = [group.display_name for group in groups.list(store_id, include_traits=True)]
    side.transcript.notice("ListTraitGroups", "it is listed", "Loyalty" in names)
    list(groups.list(store_id))
    side.fails("CreateTraitGroup", lambda: groups.create(store_id, display_name="Loyalty", traits=traits))

    removed = {"tier": m.TraitDefinition(data_type=m.TraitDataType.REMOVED)}
    groups.update(store_id, "Loyalty", traits=removed, if_match=before.etag).wait()
    side.until(lambda: groups.fetch(store_id, "Loyalty"), lambda found: "tier" not in found.trait_group.traits)
    side.fails("PatchTraitGroup", lambda: groups.update(store_id, "Loyalty", description="x", if_match=before.etag))
    side.fails("PatchTraitGroup", lambda: groups.update(store_id, "Nothing", description="x"))
    side.fails("DeleteTraitGroup", lambda: groups.delete(store_id, "Contact"))

    groups.delete(store_id, "Loyalty").wait()
    side.until(lambda: groups.fetch(store_id, "Loyalty"), gone)
    side.fails("DeleteTraitGroup", lambda: groups.delete(store_id, "Loyalty"))


def identity_settings_are_replaced(side: Side) -> None:
    """Replace the settings by themselves, so that what other stories find stays the same."""
    settings, store_id = side.memory.identity_resolution_settings, side.store_id
    before = settings.fetch(store_id)
    same = {"identifier_configs": before.identifier_configs, "matching_rules": before.matching_rules}
    settings.update(store_id, **same, if_match=before.etag).wait()
    side.until(lambda: settings.fetch(store_id), lambda after: after.version > before.version)
    side.fails("UpdateIdentityResolutionSettings", lambda: settings.update(store_id, **same, if_match=before.etag))


def data_mappings_come_and_go(side: Side) -> None:
    """Create, read, change and delete a data mapping; a taken name, a stale ETag and a second deletion are refused."""
    mappings, store_id = side.memory.data_mappings, side.store_id
    what = {
        "display_name": "crm",
        "mapping_from": m.MappingFromIngress(columns=["primary_email"]),
        "mapping_to": m.MappingToTraits(
            mappings=[m.MappingTraitItem(expression="primary_email", trait_group="Contact", trait_name="email")]
        ),
    }
    mapping_id = mappings.create(store_id, **what).wait()
    before = side.until(lambda: mappings.fetch(store_id, mapping_id), lambda found: found.etag)
    list(mappings.list(store_id))
    list(mappings.list(store_id, type_=m.MappingFromType.DATASET_CLOUDAPP))
    side.fails("CreateDataMapping", lambda: mappings.create(store_id, **what))
    mappings.update(store_id, mapping_id, is_enabled=False, if_match=before.etag).wait()
    side.until(lambda: mappings.fetch(store_id, mapping_id), lambda found: found.version > before.version)
    side.fails(
        "PatchDataMapping",
        lambda: mappings.update(store_id, mapping_id, description="Late", if_match=before.etag),
    )
    mappings.delete(store_id, mapping_id).wait()
    side.until(lambda: mappings.fetch(store_id, mapping_id), gone)
    side.fails("DeleteDataMapping", lambda: mappings.delete(store_id, mapping_id))


def a_customer_is_known_and_forgotten(side: Side) -> None:
    """Create, find, change and delete a profile; its traits come as they were written."""
    profiles, store_id = side.memory.profiles, side.store_id
    ada = profiles.create(store_id, {"Contact": {"email": "Ada@Example.com", "firstName": "Ada"}}).id
    side.until(lambda: profiles.fetch(store_id, ada), lambda found: "firstName" in found.traits.get("Contact", {}))
    profiles.fetch(store_id, ada, trait_groups=["Contact"])
    side.until(lambda: profiles.lookup(store_id, id_type="email", value="ada@example.com"), lambda it: it.profiles)
    profiles.lookup(store_id, id_type="email", value="nobody@example.com")
    again = profiles.create(store_id, {"Contact": {"email": "ada@example.com"}}).id
    side.transcript.notice("CreateProfile", "the same customer is found", again == ada)
    side.transcript.notice("ListProfiles", "it is listed", ada in list(profiles.list(store_id, page_size=1000)))

    profiles.update(store_id, ada, {"Contact": {"firstName": None, "lastName": "Lovelace"}})
    side.until(
        lambda: profiles.fetch(store_id, ada),
        lambda found: "firstName" not in found.traits["Contact"] and "lastName" in found.traits["Contact"],
    )
    list(side.memory.traits.list(store_id, ada, trait_groups=["Contact"]))
    side.fails("PatchProfileTraits", lambda: profiles.update(store_id, ada, {"Contact": {"noSuchTrait": 1}}))
    side.fails("CreateProfile", lambda: profiles.create(store_id, {"Contact": {"firstName": "Nobody"}}))

    profiles.delete(store_id, ada)
    side.until(lambda: profiles.fetch(store_id, ada), gone)
    side.fails("DeleteProfile", lambda: profiles.delete(store_id, ada))


def two_profiles_become_one(side: Side) -> None:
    """Merge profiles; what was one of them redirects reads and refuses writes."""
    profiles, store_id = side.memory.profiles, side.store_id
    by_mail = profiles.create(store_id, {"Contact": {"email": "grace@example.com"}}).id
    by_phone = profiles.create(store_id, {"Contact": {"phone": "+13175550101"}}).id
    for kind, value in (("email", "grace@example.com"), ("phone", "+13175550101")):
        side.until(
            lambda kind=kind, value=value: profiles.lookup(store_id, id_type=kind, value=value), lambda it: it.profiles
        )
    back = side.transcript.mark()
    stays = profiles.create(store_id, {"Contact": {"email": "grace@example.com", "phone": "+13175550101"}}).id
    back()  # Which one stays is noticed by itself, so that it does not show in each step that follows.
    goes = by_phone if stays == by_mail else by_mail
    side.transcript.notice("CreateProfile", "the elder stays", stays == by_mail)
    side.transcript.call(stays, "{the profile that stays}")
    side.transcript.call(goes, "{the profile that goes}")
    side.until(lambda: profiles.fetch(store_id, goes), lambda found: found.id == stays)
    list(side.memory.observations.list(store_id, goes))
    list(side.memory.identifiers.list(store_id, goes))
    side.fails("PatchProfileTraits", lambda: profiles.update(store_id, goes, {"Contact": {"firstName": "Grace"}}))
    side.fails("DeleteProfile", lambda: profiles.delete(store_id, goes))
    side.raw("POST", f"/v1/Stores/{store_id}/Profiles/{goes}/Recall", {})


def identifiers_are_changed_one_by_one(side: Side) -> None:
    """Add, read, replace and delete identifiers of one customer."""
    identifiers, store_id = side.memory.identifiers, side.store_id
    who = side.memory.profiles.create(store_id, {"Contact": {"email": "mary@example.com"}}).id
    identifiers.create(store_id, who, id_type="email", value="Mary@Example.org")
    side.until(lambda: identifiers.fetch(store_id, who, "email"), lambda found: len(found.values) == 2)
    list(identifiers.list(store_id, who))
    identifiers.update(store_id, who, "email", old_value="mary@example.com", new_value="shelley@example.com")
    after = side.until(
        lambda: identifiers.fetch(store_id, who, "email"), lambda found: "shelley@example.com" in found.values
    )
    side.transcript.notice("PatchProfileIdentifier", "the values", sorted(after.values))
    side.fails(
        "PatchProfileIdentifier",
        lambda: identifiers.update(store_id, who, "email", old_value="no@example.com", new_value="x@example.com"),
    )
    identifiers.delete(store_id, who, "email")
    side.until(lambda: identifiers.fetch(store_id, who, "email"), lambda found: len(found.values) == 1)
    identifiers.delete(store_id, who, "email", remove_all=True)
    side.until(lambda: identifiers.fetch(store_id, who, "email"), gone)
    side.fails("DeleteProfileIdentifier", lambda: identifiers.delete(store_id, who, "email"))


def observations_are_kept_and_revised(side: Side) -> None:
    """Write, read, revise and delete observations."""
    observations, store_id = side.memory.observations, side.store_id
    who = side.memory.profiles.create(store_id, {"Contact": {"email": "rosa@example.com"}}).id
    texts = ("likes shoes", "asked about shipping", "lives in Rome")
    inputs = [m.ObservationInput(content=text, occurred_at=TIME, source="parity") for text in texts]
    side.until(lambda: side.memory.profiles.fetch(store_id, who), lambda found: found.id == who)
    observations.create(store_id, who, inputs)
    found = side.until(lambda: list(observations.list(store_id, who)), lambda all_: len(all_) == len(texts))
    first = found[0].id
    observations.fetch(store_id, who, first)
    page = next(observations.list(store_id, who, page_size=2).pages())
    side.transcript.notice("ListProfileObservations", "items of a page of two", len(page.observations))
    list(observations.list(store_id, who, source="somewhere else"))
    observations.update(store_id, who, first, content="likes boots")
    side.until(lambda: observations.fetch(store_id, who, first), lambda it: it.content == "likes boots")
    revisions = list(observations.revisions(store_id, who, first))
    side.transcript.notice("ListObservationRevisions", "states of what was changed once", len(revisions))
    observations.delete(store_id, who, first)
    side.until(lambda: observations.fetch(store_id, who, first), gone)
    side.raw("DELETE", f"/v1/Stores/{store_id}/Profiles/{who}/Observations/{first}")


def summaries_are_kept(side: Side) -> None:
    """Write, read, change and delete a summary of a conversation."""
    summaries, store_id = side.memory.summaries, side.store_id
    who = side.memory.profiles.create(store_id, {"Contact": {"email": "emmy@example.com"}}).id
    side.until(lambda: side.memory.profiles.fetch(store_id, who), lambda found: found.id == who)
    told = m.ConversationSummaryInput(content="A talk about shoes", conversation_id=CONVERSATION, occurred_at=TIME)
    summaries.create(store_id, who, [told])
    found = side.until(lambda: list(summaries.list(store_id, who, conversation_id=CONVERSATION)), bool)
    summary_id = found[0].id
    summaries.fetch(store_id, who, summary_id)
    summaries.update(store_id, who, summary_id, content="A talk about boots")
    side.until(lambda: summaries.fetch(store_id, who, summary_id), lambda it: it.content == "A talk about boots")
    summaries.delete(store_id, who, summary_id)
    side.until(lambda: summaries.fetch(store_id, who, summary_id), gone)
    side.raw("DELETE", f"/v1/Stores/{store_id}/Profiles/{who}/ConversationSummaries/{summary_id}")


def memory_is_recalled(side: Side) -> None:
    """Recall what was observed and summed up, with a query and without."""
    profiles, store_id = side.memory.profiles, side.store_id
    who = profiles.create(store_id, {"Contact": {"email": "lise@example.com"}}).id
    side.until(lambda: profiles.fetch(store_id, who), lambda found: found.id == who)
    profiles.recall(store_id, who)
    seen = m.ObservationInput(content="likes red shoes", occurred_at=TIME, source="parity")
    side.memory.observations.create(store_id, who, [seen])
    side.until(lambda: profiles.recall(store_id, who, query="red shoes"), lambda found: found.observations)
    profiles.recall(store_id, who, query="shoes", observations_limit=0, summaries_limit=0)


def many_profiles_come_at_once(side: Side) -> None:
    """Write profiles in bulk."""
    profiles, store_id = side.memory.profiles, side.store_id
    batches = profiles.bulk_upsert(store_id, [{"Contact": {"email": f"bulk{n}@example.com"}} for n in range(3)])
    side.transcript.notice("UpdateProfilesBulk", "it can be polled", batches[0].answer.operation_id is not None)
    for batch in batches:
        if batch.answer.operation_id is not None:
            batch.answer.wait()
    for number in range(3):
        value = f"bulk{number}@example.com"
        side.until(
            lambda value=value: profiles.lookup(store_id, id_type="email", value=value), lambda found: found.profiles
        )


def profiles_are_imported(side: Side) -> None:
    """Import profiles from a file."""
    imports, store_id = side.memory.imports, side.store_id
    content = b"email,first\nimported@example.com,Ida\n"
    columns = [
        m.ColumnMappingItem(column_name=column, trait_group="Contact", trait_name=trait)
        for column, trait in (("email", "email"), ("first", "firstName"))
    ]
    created = imports.create(store_id, filename="some.csv", file_size=len(content), column_mappings=columns)
    imports.fetch(store_id, created.import_id)
    side.upload(created.url, content)
    side.until(
        lambda: imports.fetch(store_id, created.import_id),
        lambda found: found.status in {"COMPLETED", "FAILED"},
        900,
    )
    side.transcript.notice("ListProfileImportsV2", "it is listed", created.import_id in list(imports.list(store_id)))
    lookup = side.memory.profiles.lookup
    side.until(lambda: lookup(store_id, id_type="email", value="imported@example.com"), lambda it: it.profiles)


def what_is_not_there_is_not_found(side: Side) -> None:
    """Read what nobody has, one of each kind."""
    store = f"{STORES}/{side.store_id}"
    profiles = f"/v1/Stores/{side.store_id}/Profiles"
    who = side.memory.profiles.create(side.store_id, {"Contact": {"email": "sofia@example.com"}}).id
    side.until(lambda: side.memory.profiles.fetch(side.store_id, who), lambda found: found.id == who)
    for path in (
        f"{STORES}/{nobody('mem_store')}",
        f"/v1/Stores/{nobody('mem_store')}/Profiles",
        f"/v1/ControlPlane/Operations/{nobody('proc_job')}",
        f"{store}/TraitGroups/Nothing",
        f"{store}/DataMappings/{nobody('mem_datamapping')}",
        f"{profiles}/{nobody('mem_profile')}",
        f"{profiles}/Imports/{nobody('mem_import')}",
        f"{profiles}/{who}/Identifiers/nothing",
        f"{profiles}/{who}/Observations/{nobody('mem_observation')}",
        f"{profiles}/{who}/Observations/{nobody('mem_observation')}/Revisions",
        f"{profiles}/{who}/ConversationSummaries/{nobody('mem_summary')}",
        f"{profiles}/{nobody('mem_profile')}/Observations",
        f"{profiles}/{nobody('mem_profile')}/Traits",
        f"{store}/NoSuchThings",
    ):
        side.raw("GET", path)


def what_does_not_fit_is_refused(side: Side) -> None:
    """Send what the client itself would refuse to send."""
    store = f"{STORES}/{side.store_id}"
    profiles = f"/v1/Stores/{side.store_id}/Profiles"
    side.raw("GET", store, authorized=False)
    side.raw("PATCH", store, {})
    side.raw("PATCH", store, {"displayName": f"{side.tag} with spaces"})
    side.raw("POST", f"{store}/TraitGroups", {"traits": {}})
    side.raw("POST", f"{store}/DataMappings", {"displayName": "x"})
    side.raw("GET", f"{store}/DataMappings/not-an-id")
    side.raw("GET", "/v1/ControlPlane/Operations/not-an-id")
    side.raw("GET", f"{STORES}?pageSize=seven")
    side.raw("POST", profiles, {"traits": []})
    side.raw("POST", f"{profiles}/Lookup", {"idType": "email"})
    side.raw("PUT", f"{profiles}/Bulk", {"profiles": []})
    side.raw("POST", f"{profiles}/Imports", {"filename": "x.csv", "fileSize": 0, "columnMappings": []})
    side.raw("POST", f"{profiles}/Lookup", content=b"{", headers={"Content-Type": "application/json"})


def a_store_is_deleted(side: Side) -> None:
    """Delete the store, twice. This comes last."""
    stores, store_id = side.memory.stores, side.store_id
    stores.delete(store_id).wait(timeout=900)
    side.until(lambda: stores.fetch(store_id), gone)
    side.fails("DeleteStore", lambda: stores.delete(store_id))


def a_store_is_made(side: Side) -> None:
    """Create the store that all other stories are about. This comes first."""
    side.open_store()


def gone(seen: object) -> bool:
    """Tell whether a look has found nothing."""
    return isinstance(seen, NotFoundError)


STORIES: tuple[Callable[[Side], None], ...] = (
    a_store_is_made,
    a_store_is_read_and_changed,
    trait_groups_come_and_go,
    identity_settings_are_replaced,
    data_mappings_come_and_go,
    a_customer_is_known_and_forgotten,
    two_profiles_become_one,
    identifiers_are_changed_one_by_one,
    observations_are_kept_and_revised,
    summaries_are_kept,
    memory_is_recalled,
    many_profiles_come_at_once,
    profiles_are_imported,
    what_is_not_there_is_not_found,
    what_does_not_fit_is_refused,
    a_store_is_deleted,
)
