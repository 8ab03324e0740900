"""Accounts that are kept apart by their API keys."""

import json
import tomllib

import httpx
import pytest

from twilio_memory import AuthenticationError, OperationNotFoundError, PermissionDeniedError, StoreNotFoundError
from twilio_memory.testing import Emulator, serve
from twilio_memory.testing import __main__ as command
from twilio_memory.testing._account_control import given_accounts
from twilio_memory.testing._accounts import Accounts
from twilio_memory.testing._server_options import ServerOptions

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
    "accounts",
    [
        {},
        {"acme": {}},
        {"acme": {"SK": ""}},
        {"acme": {"SK": {}}},
        {"a": {"SK": "x"}, "b": {"SK": "y"}},
        {"\ud800": {"SK": "x"}},
        {"acme": {"\ud800": "x"}},
        {"acme": {"SK": "\ud800"}},
    ],
)
def test_accounts_of_another_form_are_refused(accounts):
    with pytest.raises(ValueError, match="accounts: "):
        Emulator(accounts=accounts)


class TestAdminAPI:
    @pytest.fixture
    def served(self):
        with (
            Emulator(accounts=ACCOUNTS) as emulator,
            serve(emulator) as url,
            httpx.Client(base_url=url, trust_env=False) as web,
        ):
            yield emulator, web

    def test_accounts_are_listed_without_secrets(self, served):
        _, web = served
        listed = web.get("/__emulator__/accounts")
        assert listed.json() == {"accounts": {"acme": ["SKacme", "SKother"], "globex": ["SKglobex"]}}
        assert not [secret for secret in ("one", "two", "three") if secret in listed.text]

    def test_accounts_are_replaced(self, served):
        emulator, web = served
        store_id = emulator.add_store()
        keys = {"acme": {"SKnew": {"secret": "four", "stores": [store_id]}}}
        replaced = web.put("/__emulator__/accounts", json={"accounts": keys})
        assert (replaced.status_code, replaced.json()) == (200, {"accounts": {"acme": ["SKnew"]}})
        assert emulator.client(username="SKnew", password="four").stores.fetch(store_id).id == store_id
        with pytest.raises(AuthenticationError):
            emulator.client(username="SKacme", password="one").stores.fetch(store_id)
        assert web.put("/__emulator__/accounts", json={"accounts": None}).json() == {"accounts": None}
        assert emulator.client(username="SKany", password="thing").stores.fetch(store_id).id == store_id

    @pytest.mark.parametrize(
        "body",
        [
            {},
            [],
            {"accounts": {}},
            {"accounts": "SKacme:hush"},
            {"accounts": {"acme": "hush"}},
            {"accounts": {"acme": {"SKacme": ["hush"]}}},
            {"accounts": {"acme": {"SKacme": ""}}},
            {"accounts": {"acme": {"SKacme": {"secret": "hush", "more": 1}}}},
            {"accounts": {"acme": {"SKacme": {"secret": "hush", "stores": "mem_store"}}}},
            {"accounts": {"acme": {"SKacme": {"secret": "hush", "stores": [[]]}}}},
            {"accounts": {"acme": {"SKacme": "hush"}, "globex": {"SKacme": "hush"}}},
            {"accounts": ACCOUNTS, "more": 1},
        ],
    )
    def test_invalid_accounts_are_refused_and_change_nothing(self, served, body):
        emulator, web = served
        refused = web.put("/__emulator__/accounts", json=body)
        assert refused.status_code == 400
        assert "accounts" in refused.json()["message"]
        assert "hush" not in refused.text
        assert list(emulator.accounts) == ["acme", "globex"]

    @pytest.mark.parametrize("form", ["json", "toml"])
    def test_seed_comes_and_goes_over_http(self, served, form):
        emulator, web = served
        store_id = emulator.add_store(account="globex")
        emulator.add_profile(store_id, {"Contact": {"email": "ada@example.com"}})
        seed = web.get("/__emulator__/seed", params={"format": form} if form == "toml" else {})
        assert seed.headers["content-type"].startswith(f"application/{form}")
        headers = {"Content-Type": seed.headers["content-type"]}
        assert web.post("/__emulator__/seed", content=seed.content, headers=headers).status_code == 400  # It is there.
        web.post("/__emulator__/reset")
        loaded = web.post("/__emulator__/seed", content=seed.content, headers=headers)
        assert (loaded.status_code, loaded.json()) == (201, {"stores": [store_id]})
        parse = json.loads if form == "json" else tomllib.loads
        again = parse(web.get("/__emulator__/seed", params={"format": form}).text)
        assert again["stores"] == parse(seed.text)["stores"]
        globex = emulator.client(username="SKglobex", password="three")
        assert globex.profiles.lookup(store_id, id_type="email", value="ada@example.com").profiles

    @pytest.mark.parametrize(
        ("content", "headers", "message"),
        [
            (b"version = 1", {}, "not JSON"),
            (b"{", {"Content-Type": "application/toml"}, "not TOML"),
            (b"\xff", {"Content-Type": "application/toml"}, "not TOML"),
            (b"{}", {}, "version: expected"),
            (b'{"version": 1, "stores": [{"display_name": "ok"}, {"display_name": "not ok"}]}', {}, "stores[1]"),
        ],
    )
    def test_invalid_seed_is_refused_and_changes_nothing(self, served, content, headers, message):
        emulator, web = served
        refused = web.post("/__emulator__/seed", content=content, headers=headers)
        assert refused.status_code == 400
        assert message in refused.json()["message"]
        assert list(emulator.client().stores.list()) == []
        assert web.get("/__emulator__/seed?format=xml").status_code == 400


class TestCommand:
    """The file and the environment, since other users of the machine can read the arguments of a process."""

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("a.toml", 'acme.SKacme = "hush"\nacme.SKlimited = {secret = "hush", stores = ["x"]}'),
            ("a.json", '{"acme": {"SKacme": "hush", "SKlimited": {"secret": "hush", "stores": []}}}'),
        ],
    )
    def test_accounts_of_a_file(self, tmp_path, name, text, monkeypatch):
        (tmp_path / name).write_text(text)
        monkeypatch.setenv("TWILIO_MEMORY_ACCOUNTS", '{"other": {"SKother": "hush"}}')  # The file wins.
        assert Accounts(given_accounts(str(tmp_path / name))).sids == {"acme": ["SKacme", "SKlimited"]}

    def test_accounts_of_the_environment(self, monkeypatch):
        assert given_accounts(None) is None
        monkeypatch.setenv("TWILIO_MEMORY_ACCOUNTS", '{"acme": {"SKacme": "hush"}}')
        assert Accounts(given_accounts(None)).sids == {"acme": ["SKacme"]}

    @pytest.mark.parametrize(
        ("name", "text", "why"),
        [
            ("a.toml", b"hush", "is not TOML"),
            ("a.json", b"hush", "is not JSON"),
            ("a.toml", b"\xffhush", "cannot be read: it is not UTF-8"),
            ("a.yaml", b"hush: 1", "ends in .toml or .json"),
            ("a.json", b'["hush"]', "a table of accounts"),
            ("a.toml", b"", "expected at least one account"),
            (None, b"", "cannot be read: No such file"),
        ],
    )
    def test_command_refuses_a_file_without_showing_it(self, tmp_path, capsys, name, text, why):
        file = tmp_path / (name or "missing.toml")
        if name:
            file.write_bytes(text)
        assert command.main(["serve", "--port", "0", "--accounts", str(file)]) == 2
        shown = capsys.readouterr()
        assert why in shown.err
        assert "hush" not in shown.err + shown.out

    def test_command_refuses_a_variable_without_showing_it(self, capsys, monkeypatch):
        monkeypatch.setenv("TWILIO_MEMORY_ACCOUNTS", "SKacme:hush")
        assert command.main(["serve", "--port", "0"]) == 2
        assert capsys.readouterr().err == "accounts: TWILIO_MEMORY_ACCOUNTS is not JSON\n"

    def test_banner_names_a_key_without_its_secret(self, capsys):
        command._announce(ServerOptions.parse(), 4010, ":memory:", "", {"acme": ["SKacme", "SKother"]})
        shown = capsys.readouterr().out
        assert "Only the keys of its accounts are accepted." in shown
        assert "\nexport TWILIO_API_KEY=SKacme  # and TWILIO_API_SECRET\n" in shown
        assert "SKemulator" not in shown
