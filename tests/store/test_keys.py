"""Keys: the right secret opens, nothing else does, and no key file of another's can do harm."""

import json
import unicodedata

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import cheap_keys

from nearer.kernel.errors import DamagedError, RequestError, WrongSecretError
from nearer.store.keys import (
    ALPHABET,
    KeyFile,
    Slot,
    fingerprint,
    open_slots,
    parse_key_file,
    read_key_file,
    recovery_key,
    seal,
    seal_open,
)

KEY = bytes(range(32))
SECRETS = st.text(min_size=1, max_size=40).filter(str.strip)


@pytest.fixture(autouse=True)
def cheap():
    with cheap_keys():
        yield


@given(secret=SECRETS, other=SECRETS)
def test_only_the_secret_opens(secret, other):
    with cheap_keys():
        slots = (seal(KEY, secret, "passphrase"),)
    assert open_slots(slots, secret) == KEY
    if not same(secret, other):
        with pytest.raises(WrongSecretError):
            open_slots(slots, other)
    with pytest.raises(WrongSecretError):
        open_slots(slots, None)


def same(one, other):
    return unicodedata.normalize("NFKC", one) == unicodedata.normalize("NFKC", other)


def test_a_letter_counts_as_the_same_however_it_is_composed():
    slots = (seal(KEY, "cafe\u0301 zoe\u0308", "passphrase"),)
    assert open_slots(slots, "caf\u00e9 zo\u00eb") == KEY


def test_a_recovery_key_may_be_typed_loosely():
    for _ in range(20):
        recovery = recovery_key()
        slots = (seal(KEY, "else", "passphrase"), seal(KEY, recovery, "recovery"))
        loosely = recovery.lower().replace("-", " ").replace("0", "o").replace("1", "l")
        assert open_slots(slots, loosely) == open_slots(slots, recovery) == KEY
        with pytest.raises(WrongSecretError):
            open_slots(slots, recovery_key())


def test_recovery_keys_hold_160_bits_and_do_not_repeat():
    made = {recovery_key() for _ in range(200)}
    assert len(made) == 200
    for recovery in made:
        assert [len(group) for group in recovery.split("-")] == [4] * 8
        assert set(recovery) - {"-"} <= set(ALPHABET)
    assert len(ALPHABET) == 32


def test_a_passphrase_that_looks_like_a_recovery_key_still_opens():
    secret = recovery_key()
    assert open_slots((seal(KEY, secret, "passphrase"),), secret) == KEY


@pytest.mark.parametrize("secret", ["", "  ", "\n"])
def test_an_empty_secret_is_refused(secret):
    with pytest.raises(RequestError):
        seal(KEY, secret, "passphrase")


def test_an_open_slot_needs_none():
    keys = KeyFile((seal_open(KEY),))
    assert not keys.has_passphrase
    assert open_slots(keys.slots, None) == open_slots(keys.slots, "whatever") == KEY


def test_the_file_comes_back_and_holds_neither_key_nor_secret(tmp_path):
    keys = KeyFile((seal(KEY, "heliotrope", "passphrase"), seal(KEY, recovery_key(), "recovery")))
    (tmp_path / "keys.json").write_bytes(keys.encode())
    assert read_key_file(tmp_path / "keys.json") == keys
    assert keys.opens == fingerprint(KEY)
    assert keys.has_passphrase and keys.has_recovery_key
    for hidden in (b"heliotrope", KEY, KEY.hex().encode()):
        assert hidden not in keys.encode()


def test_a_slot_is_bound_to_its_kind():
    slot = seal(KEY, recovery_key(), "recovery")
    with pytest.raises(WrongSecretError):
        open_slots((msgspec.structs.replace(slot, kind="passphrase"),), "x")


def changed(**values):
    content = json.loads(KeyFile((seal(KEY, "x", "passphrase"),)).encode())
    content["slots"][0].update(values)
    return json.dumps(content).encode()


@pytest.mark.parametrize(
    "values",
    [
        {"memory_kib": 1 << 30}, {"memory_kib": 1}, {"memory_kib": -1}, {"passes": 1 << 31}, {"passes": 0},
        {"lanes": 0}, {"lanes": 1 << 20}, {"salt": ""}, {"nonce": "AAAA"}, {"kind": "open"}, {"kind": "door"},
        {"sealed": 3}, {"more": 1}, {"sealed": None}, {"sealed": "AAAA"}, {"memory_kib": (1 << 18) + 1},
        {"passes": 17}, {"lanes": 17},
    ],
)  # fmt: skip
def test_a_slot_that_none_of_ours_is_like_is_refused(values):
    parse_key_file(changed())
    with pytest.raises(DamagedError):
        parse_key_file(changed(**values))


def test_no_file_asks_for_the_same_work_again_and_again():
    slot = seal(KEY, "x", "passphrase")
    for slots, coming in (((slot,) * 2, ()), ((slot,), (slot,) * 2), ((slot,) * 90, ())):
        with pytest.raises(DamagedError):
            parse_key_file(KeyFile(slots, coming).encode())


@given(
    st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
def test_junk_is_damaged(content):
    with pytest.raises(DamagedError):
        parse_key_file(content)


def test_a_cut_file_is_damaged():
    whole = KeyFile((seal_open(KEY),)).encode()
    for end in range(len(whole)):
        with pytest.raises(DamagedError):
            parse_key_file(whole[:end])


def test_a_missing_file_is_damaged(tmp_path):
    with pytest.raises(DamagedError, match=r"keys\.json"):
        read_key_file(tmp_path / "keys.json")


def test_no_slot_at_all_is_damaged():
    with pytest.raises(DamagedError):
        parse_key_file(KeyFile(()).encode())


def test_the_cost_is_that_of_rfc_9106():
    slot = Slot("open", "", b"")
    assert (slot.memory_kib, slot.passes, slot.lanes) == (64 * 1024, 3, 4)
