"""Use case: keep what was read, in one transaction, as messages of people."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nearer.app.draft import Contact, Draft, KeptDraft
from nearer.app.example import remove_example
from nearer.app.exchanges import load_mine
from nearer.app.kept_already import LEAST_SHARE, count_new, share_of
from nearer.app.reading import forget_brought, read_words
from nearer.app.together import addresses_in
from nearer.app.uploads import delete_file
from nearer.kernel.errors import RequestError
from nearer.store.addresses import add_addresses
from nearer.store.messages import (
    Conversation,
    add_export,
    drop_conversation,
    load_conversations,
)
from nearer.store.people import add_person, confirm_me, join_people, load_people, load_person, update_person
from nearer.store.said import keeps_words
from nearer.words import say

if TYPE_CHECKING:
    import polars as pl

    from nearer.app.jobs import Progress
    from nearer.app.uploads import Basket
    from nearer.store.database import Store

__all__ = ["delete_kept_files", "keep_basket", "keep_draft"]

EXPORTED: Final = frozenset({".txt", ".zip", ".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".html", ".xml"})
"""Endings of files that were written to be brought here. Databases and mailboxes are the apps' own."""


def keep_draft(
    store: Store,
    draft: Draft,
    *,
    joined: Mapping[int, str],
    with_words: Collection[int],
    left_out: Collection[int] = (),
    now: datetime,
    progress: Progress,
) -> KeptDraft:
    """Keep all of a draft, or nothing of it; what is made up makes room.

    Args:
        store: The store.
        draft: What was read, with the user's names.
        joined: By a contact's number, whom it is with as well (see :attr:`Contact.same_as`); the others are new people.
        with_words: Numbers of the contacts whose words are kept, too.
        left_out: Numbers of those that are not kept.
        now: The present time.
        progress: Told how far it is.

    Raises:
        RequestError: A person is not there any more.
        ExportError: A file had to be read again for its words, and cannot be.
    """
    words = _read_words(draft, with_words, progress)
    with store.write():
        remove_example(store)
        confirm_me(store, draft.me, now)
        keeping = _Keeping(store, list(draft.me), now, frozenset(left_out))
        for place in range(len(draft.files)):
            progress.step(place, len(draft.files), say("bring.progress.keeping"))
            keeping.keep_file(draft, place, joined, words)
        progress.step(len(draft.files), len(draft.files))
        names = {root: load_person(store, root).name for root in keeping.gained}
    return KeptDraft(
        people=tuple((names[root], n) for root, n in keeping.gained.items()),
        replaced=tuple(keeping.replaced),
        nothing_new=tuple(keeping.nothing_new),
        files=_deletable(draft),
        uploads=tuple(read.name for read in draft.files if isinstance(read.place, tuple)),
    )


def keep_basket(
    store: Store,
    basket: Basket,
    *,
    joined: Mapping[int, str],
    with_words: Collection[int],
    left_out: Collection[int] = (),
    now: datetime,
    progress: Progress,
) -> None:
    """Keep the draft of a basket, as :func:`keep_draft`, and forget all but what the last page says of it.

    Raises:
        RequestError: There is no draft.
    """
    if basket.draft is None:
        raise RequestError("bring.errors.no_draft")
    kept = keep_draft(
        store,
        basket.draft,
        joined=joined,
        with_words=with_words,
        left_out=left_out,
        now=now,
        progress=progress,
    )
    forget_brought(store, basket)
    basket.kept = kept


def delete_kept_files(basket: Basket) -> None:
    """Delete the files on this machine whose messages were just kept.

    Raises:
        ChangedError: One of them changed since, or cannot be deleted; those before it are deleted.
    """
    while basket.kept is not None and basket.kept.files:
        (path, size), *others = basket.kept.files
        delete_file(path, size)
        basket.kept = replace(basket.kept, files=tuple(others))


@dataclass(slots=True)
class _Keeping:
    """One commit in the making.

    Attributes:
        roots: The person that each contact is with, by the contact's number.
        rows: The same, but where it is a further name of somebody, that.
        gained: New messages, by person.
    """

    store: Store
    me: list[str]
    now: datetime
    left_out: frozenset[int]
    roots: dict[int, int] = field(default_factory=dict)
    rows: dict[int, int] = field(default_factory=dict)
    gained: dict[int, int] = field(default_factory=dict)
    replaced: list[str] = field(default_factory=list)
    nothing_new: list[str] = field(default_factory=list)

    def keep_file(
        self, draft: Draft, place: int, joined: Mapping[int, str], words: Mapping[int, pl.Series]
    ) -> None:
        """Keep what is new of one file."""
        read = draft.files[place]
        addresses = addresses_in(read)
        kept = [
            (contact, person_id)
            for contact in draft.contacts
            if contact.place == place
            and contact.number not in self.left_out
            and (person_id := self._place(contact, joined.get(contact.number), contact.number in words))
            is not None
        ]
        for contact in draft.contacts:
            if contact.place == place and contact.number in self.rows:
                add_addresses(self.store, self.rows[contact.number], addresses.get(contact.name, ()))
        if not kept:
            return
        add_export(
            self.store,
            file=read.name,
            digest=read.digest,
            tally=read.tally,
            source=read.source,
            timelines=[contact.timeline for contact, _ in kept],
            people=[person_id for _, person_id in kept],
            words={at: words[one.number] for at, (one, _) in enumerate(kept) if one.number in words},
            now=self.now,
        )

    def _place(self, contact: Contact, same_as: str | None, has_words: bool) -> int | None:
        """Return the person whose messages these become; None where they hold nothing new."""
        from nearer.timeline import app_of, mark_mine, plain_name, precision_of

        root = self._root(same_as)
        if root is None:
            self.roots[contact.number] = root = add_person(self.store, self._free(contact.name), self.now)
            self.rows[contact.number] = root
            self.gained[root] = len(contact.timeline)
            self._set_words(root, root, has_words)
            return root
        self.roots[contact.number] = self.rows[contact.number] = root
        new = mark_mine(contact.timeline, [plain_name(name) for name in self.me])
        held = [
            (conversation, frame)
            for conversation in load_conversations(self.store, root)
            if app_of(conversation.source) == app_of(contact.source)
            and (frame := load_mine(self.store, conversation, self.me)) is not None
        ]
        n_new = count_new(new, [frame for _, frame in held])
        self.gained[root] = self.gained.get(root, 0) + n_new
        precision = precision_of(new)
        finer = all(precision < precision_of(frame) for _, frame in held)
        has_all_words = not has_words or all(keeps_words(self.store, one.id) for one, _ in held)
        if n_new == 0 and has_all_words and not finer:
            self.nothing_new.append(contact.name)
            return None
        self.rows[contact.number] = person_id = self._row(contact, root, new, held)
        for conversation, frame in held:
            loses_words = not has_words and keeps_words(self.store, conversation.id)
            loses_seconds = precision_of(frame) < precision
            if not loses_words and not loses_seconds and count_new(frame, [new]) == 0:
                drop_conversation(self.store, conversation.id)
                self.replaced.append(contact.name)
        self._set_words(root, person_id, has_words)
        return person_id

    def _row(
        self,
        contact: Contact,
        root: int,
        new: pl.DataFrame,
        held: list[tuple[Conversation, pl.DataFrame]],
    ) -> int:
        """Return whose row the messages go to: of the same chat, or a further name that can be parted again."""
        for conversation, frame in held:
            if conversation.person_id is not None and share_of(new, frame) >= LEAST_SHARE:
                return conversation.person_id
        if not load_conversations(self.store, root):
            return root
        person_id = add_person(self.store, contact.name, self.now)
        join_people(self.store, person_id, root)
        return person_id

    def _root(self, same_as: str | None) -> int | None:
        if same_as is None:
            return None
        number = int(same_as[1:])
        if same_as[0] == "c" and number not in self.roots:  # left out
            return None
        person = load_person(self.store, self.roots[number] if same_as[0] == "c" else number)
        return person.joined_to or person.id

    def _free(self, name: str) -> str:
        """Return a name that nobody else has, numbered where need be."""
        taken = {person.name for person in load_people(self.store, hidden=True)}
        names = chain([name], (f"{name} ({number})" for number in count(2)))
        return next(free for free in names if free not in taken)

    def _set_words(self, root: int, person_id: int, has_words: bool) -> None:
        if has_words:
            for one in {root, person_id}:
                update_person(self.store, one, keeps_text=True)


def _read_words(draft: Draft, with_words: Collection[int], progress: Progress) -> dict[int, pl.Series]:
    """Read the files again that hold conversations whose words are kept; return these by the contact's number."""
    wanted = [contact for contact in draft.contacts if contact.number in with_words]
    words: dict[int, pl.Series] = {}
    for place in {contact.place for contact in wanted}:
        read = draft.files[place]
        here = {
            one.number: read.timelines[read.timelines.index(one.timeline)]
            for one in wanted
            if one.place == place
        }
        found = read_words(read, here.values(), progress)
        words |= {number: found[timeline] for number, timeline in here.items()}
    return words


def _deletable(draft: Draft) -> tuple[tuple[Path, int], ...]:
    """Return the files on this machine that were exported; a database is the app's own, and is left alone."""
    files = {
        path: size for read in draft.files for path, size in read.files if path.suffix.lower() in EXPORTED
    }
    return tuple(files.items())
