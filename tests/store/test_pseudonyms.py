"""Names in the user's words: found however they are written, and nothing else."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nearer.store.pseudonyms import NameScanner, fold

NAMES = [
    ("Sam", "Contact 1"),
    ("Zoë Färbinger", "Contact 2"),
    ("Mary Jane Watt", "Contact 3"),
    ("小明", "Contact 4"),
    ("+49 170 5550123", "Contact 5"),
    ("🐻", "Contact 6"),
    ("Jo", "Contact 7"),
    ("Kim (work)", "Contact 8"),
    ("Maria von Trapp", "Contact 9"),
    ("철수", "Contact 10"),
]
SCANNER = NameScanner(NAMES)


@pytest.mark.parametrize(
    ("text", "replaced"),
    [
        ("Sam came.", "Contact 1 came."),
        ("SAM, sam; Sám!", "Contact 1, Contact 1; Contact 1!"),
        ("Sam's and Sams", "Contact 1's and Contact 1"),
        ("the same, samba, Samuel", "the same, samba, Samuel"),
        ("zoe faerbinger, Zoë Farbinger, ZOE", "Contact 2 faerbinger, Contact 2, Contact 2"),
        (unicodedata.normalize("NFD", "Zoë left"), "Contact 2 left"),
        ("Mary-Jane Watt and Jane", "Contact 3 and Contact 3"),
        ("我和小明吃饭", "我和Contact 4吃饭"),
        ("철수는", "Contact 10는"),
        ("我和Sam吃饭", "我和Contact 1吃饭"),
        ("call +49 170 5550123 now", "call Contact 5 now"),
        ("🐻 and 🦊", "Contact 6 and 🦊"),
        ("🐻Sam, Sam🐻", "Contact 6 Contact 1, Contact 1 Contact 6"),
        ("+49 170 5550123Sam", "Contact 5 Contact 1"),
        ("Jo, banjo, Joseph", "Contact 7, banjo, Joseph"),
        ("Kim (work) at work, Kim", "Contact 8 at work, Contact 8"),
        ("von there to Trapp", "von there to Contact 9"),
        ("", ""),
        ("nobody\r\nat all\t ", "nobody\r\nat all\t "),
    ],
)
def test_names_are_found(text, replaced):
    assert SCANNER.replace(text) == replaced


@given(st.text())
def test_a_text_without_names_stays_the_very_same(text):
    scanner = NameScanner([("Xyzzyplugh Quux", "Contact 1")])
    if "xyzzyplugh" not in fold(text) and "quux" not in fold(text):
        assert scanner.replace(text) is text


WORD = st.text("abcdefghijklmnopqrstuvwxyzäéß", min_size=3, max_size=8)


@given(names=st.lists(st.tuples(WORD, WORD), min_size=1, max_size=4, unique=True), data=st.data())
def test_no_name_is_left(names, data):
    scanner = NameScanner(
        [(f"{first} {last}", f"#{n}") for n, (first, last) in enumerate(names)], frozenset()
    )
    words = data.draw(st.lists(st.sampled_from([part for name in names for part in name]), min_size=1))
    written = " ".join(data.draw(st.sampled_from([word, word.upper(), word.title()])) for word in words)
    left = fold(scanner.replace(written)).split()
    assert all(word.startswith("#") for word in left), (written, left)
