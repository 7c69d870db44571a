"""Use cases: the words of a questionnaire's items, which the user brings and may take away again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nearer.app.uploads import find_path, is_ordinary
from nearer.kernel.errors import ExportError, RequestError
from nearer.measures.definition import Scale, find_scale
from nearer.measures.text import MOST_BYTES, TextProblem, decode_text, example_of, read_items
from nearer.store.scales import ScaleText, delete_scale_text, load_scale_text, save_scale_text
from nearer.words import say

if TYPE_CHECKING:
    from nearer.app.place import Place
    from nearer.store.database import Store

__all__ = [
    "MOST_BYTES",
    "Scale",
    "ScaleText",
    "bring_text",
    "forget_text",
    "item_words",
    "known_scale",
    "scale_text",
    "text_example",
]


def known_scale(key: str) -> Scale:
    """Return a scale.

    Raises:
        RequestError: There is none of that key.
    """
    scale = find_scale(key)
    if scale is None:
        raise RequestError("store.errors.gone")
    return scale


def scale_text(store: Store, key: str) -> ScaleText | None:
    """Return the text of a scale that the user brought; None where there is none that fits it."""
    scale, text = known_scale(key), load_scale_text(store, key)
    if text is None or len(text.items) != scale.n_items or text.order not in scale.orders:
        return None
    return text


def item_words(store: Store, scale: Scale) -> ScaleText | None:
    """Return the words of a scale's items, the program's own or the user's; None where there are none."""
    if scale.kind == "own":
        items = tuple(say(f"scales.items.{scale.key}.{item}") for item in range(1, scale.n_items + 1))
        return ScaleText(scale.key, scale.first_order, "", items)
    if scale.circles:
        return ScaleText(scale.key, scale.first_order, "", (say("scales.ends.circles.question"),))
    return scale_text(store, scale.key)


def bring_text(store: Store, key: str, text: str, path: str = "") -> None:
    """Keep the text of a scale, pasted or from a file; nothing of the file is copied anywhere else.

    Raises:
        RequestError: There is no such scale, or it takes no text.
        ExportError: It is no such text, or there is no such file.
    """
    scale = known_scale(key)
    if scale.has_text:
        raise RequestError("store.errors.gone")
    if not text.strip() and not path.strip():
        raise ExportError("scales.text_errors.nothing")
    try:
        if not text.strip():
            text = decode_text(_read(path))
        if len(text.encode("utf-8", "replace")) > MOST_BYTES:
            raise TextProblem("too_large", most=MOST_BYTES >> 10)
        found = read_items(scale, text)
    except TextProblem as problem:
        raise ExportError(f"scales.text_errors.{problem.key}", **problem.values) from None
    save_scale_text(store, ScaleText(key, found.order, found.intro, found.items))


def text_example(scale: Scale) -> str:
    """Return how the text of a scale looks, without its words."""
    return example_of(scale, say("scales.text.intro_example"), say("scales.text.example"))


def forget_text(place: Place, key: str) -> None:
    """Delete the text of a scale, and in the background what the file still holds of it.

    Raises:
        RequestError: There is none.
    """
    delete_scale_text(place.store, known_scale(key).key)
    place.jobs.start("tidy", lambda progress: place.store.compact())


def _read(path: str) -> bytes:
    place = find_path(path)
    try:
        if not is_ordinary(place):
            raise FileNotFoundError
        with place.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError:
        raise ExportError("scales.text_errors.no_file") from None
