"""Accounts that are kept apart by their API keys."""

import pytest

from twilio_memory import AuthenticationError, OperationNotFoundError, PermissionDeniedError, StoreNotFoundError
from twilio_memory.testing import Emulator

ACCOUNTS = {"acme": {"SKacme": "one", "SKother": "two"}, "globex": {"SKglobex": "three"}}


def test_accounts_see_their_own_stores_only():
    with Emulator(accounts=ACCOUNTS) as emulator:
        acme, globex = emulator.client(), emulator.client(username="SKglobex", password="three")
        mine = acme.stores.create(display_name="shop").wait()
        theirs = globex.stores.create(display_name="shop")
        with pytest.raises(OperationNotFoundError):
            acme.operations.fetch(theirs.operation_id)
        theirs = theirs.wait()
        added = emulator.add_store(account="globex")
        assert list(acme.stores.list()) == [mine]
        assert sorted(globex.stores.list()) == sorted([theirs, added])
        assert acme.stores.fetch(mine).display_name == "shop"
        for call in (acme.stores.fetch, lambda store_id: list(acme.profiles.list(store_id))):
            with pytest.raises(StoreNotFoundError):
                call(theirs)
        assert list(emulator.client(username="SKother", password="two").stores.list()) == [mine]


@pytest.mark.parametrize(("username", "password"), [("SKacme", "wrong"), ("SKnobody", "one")])
def test_accounts_refuse_other_credentials(username, password):
    with Emulator(accounts=ACCOUNTS) as emulator, pytest.raises(AuthenticationError):
        list(emulator.client(username=username, password=password).stores.list())


def test_accounts_have_keys_that_may_use_some_stores_only():
    with Emulator() as emulator:
        allowed = emulator.add_store()
    keys = {"SKacme": "one", "SKlimited": {"secret": "two", "stores": [allowed]}}
    with Emulator(accounts={"acme": keys}) as emulator:
        assert emulator.add_store() == allowed
        refused = emulator.add_store()
        limited = emulator.client(username="SKlimited", password="two")
        assert limited.stores.fetch(allowed).id == allowed
        for call in (lambda: limited.stores.fetch(refused), lambda: list(limited.stores.list())):
            with pytest.raises(PermissionDeniedError):
                call()


def test_accounts_have_quotas_of_their_own():
    with Emulator(accounts=ACCOUNTS) as emulator:
        for _ in range(15):
            emulator.add_store()
        assert emulator.add_store(account="globex")


def test_accounts_are_kept_in_snapshots_and_seeds(tmp_path):
    with Emulator(accounts=ACCOUNTS) as emulator, Emulator(accounts=ACCOUNTS) as copy:
        mine = emulator.add_store()
        emulator.add_store(account="globex")
        emulator.save(tmp_path / "seed.json")
        copy.load(tmp_path / "seed.json")
        assert list(copy.client().stores.list()) == [mine]
        emulator.restore(emulator.snapshot())
        assert list(emulator.client().stores.list()) == [mine]


@pytest.mark.parametrize(
    "accounts", [{}, {"acme": {}}, {"acme": {"SK": ""}}, {"acme": {"SK": {}}}, {"a": {"SK": "x"}, "b": {"SK": "y"}}]
)
def test_accounts_of_another_form_are_refused(accounts):
    with pytest.raises(ValueError, match="accounts: "):
        Emulator(accounts=accounts)
