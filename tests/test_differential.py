"""The transport reads responses with faults as h11 and httpcore do, apart from documented limits."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import differential
from differential import EXPLAINED, difference, read_by_us
from faulty_responses import DAMAGES, FAULTS, generate
from twilio_memory._http._sync import connection
from twilio_memory._http.parser import parse_simple_response

HERE = Path(__file__).parent
SEEDS = tomllib.loads((HERE / "data" / "response_seeds.toml").read_text("utf-8"))
SHARE = 500


def unexplained(seeds):
    """Return the seeds, faults and bytes of the responses that are read differently without an explanation."""
    generated = ((seed, generate(seed)) for seed in seeds)
    return [(seed, *faulty) for seed, faulty in generated if difference(faulty) not in {None, *EXPLAINED}]


@pytest.mark.contract(13, 20)
@pytest.mark.parametrize("first", range(0, 4 * SHARE, SHARE))
def test_faulty_responses_are_read_as_h11_and_httpcore_do(first):
    assert unexplained(range(first, first + SHARE)) == []


@pytest.mark.parametrize("kind", SEEDS)
def test_kept_seeds_have_their_class_of_disagreement(kind):
    seen = {seed: difference(generate(seed)) for seed in SEEDS[kind]}
    assert seen == dict.fromkeys(SEEDS[kind], None if kind == "agreed" else kind)


def test_every_class_of_disagreement_has_a_kept_seed_and_an_explanation():
    assert {*SEEDS} == {"agreed", *EXPLAINED}
    page = (HERE.parent / "docs" / "design" / "differential.md").read_text("utf-8")
    assert [kind for kind in EXPLAINED if f"| {kind} |" not in page] == []


def test_generated_responses_have_every_class_of_fault_refused_and_read():
    seen = {name: set() for name in (*FAULTS, *DAMAGES)}
    for seed in range(2 * SHARE):
        faulty = generate(seed)
        for name in faulty.faults:
            seen[name].add(read_by_us(faulty.pieces).status is None)
    # Neither h11 nor httpcore allows white space before a response.
    assert seen == {name: {True} if name == "white space before" else {True, False} for name in seen}


def test_generated_responses_are_the_same_on_every_run():
    assert generate(5) == generate(5) != generate(6)


BLIND = {
    "transfer-encoding": lambda data: parse_simple_response(data.replace(b"Transfer-Encoding", b"x-ignored")),
    "repeated header": lambda data: parse_simple_response(data.replace(b"x-request-id", b"x-other")),
    "surplus": lambda data: parse_simple_response(data.removesuffix(b"x")),
    "reason": lambda data: parse_simple_response(data.replace(b" \0", b" ")),
}


@pytest.mark.parametrize("blind", BLIND.values(), ids=BLIND)
def test_parser_that_overlooks_a_fault_is_found(monkeypatch, blind):
    monkeypatch.setattr(connection, "parse_simple_response", blind)
    assert any(unexplained([seed]) for seed in range(4 * SHARE))


def test_header_that_is_lost_is_found(monkeypatch):
    read = differential.read_by_us
    monkeypatch.setattr(differential, "read_by_us", lambda pieces: read(pieces)._replace(headers={}))
    assert unexplained(range(20))
