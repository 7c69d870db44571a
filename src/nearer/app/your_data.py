"""Use cases: what is kept, taking all of it along, and bringing it back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, Literal

from nearer.kernel.errors import ExportError, RequestError
from nearer.store.dump import dump
from nearer.store.dump_forms import open_dump, write_dump
from nearer.store.keys import open_slots, read_key_file
from nearer.store.merge import Merged, bring_in
from nearer.store.people import Person, load_people, load_person, update_person
from nearer.store.pseudonyms import Pseudonyms
from nearer.store.said import drop_words
from nearer.store.shape import shape_of
from nearer.store.tables import TABLES

if TYPE_CHECKING:
    from nearer.app.jobs import Job, Progress
    from nearer.app.place import Place
    from nearer.store.database import Connection, Store

__all__ = [
    "FORMS",
    "Form",
    "Holdings",
    "Merged",
    "Preview",
    "bring_back",
    "check_own",
    "export_name",
    "export_pieces",
    "form_of",
    "has_sealed_names",
    "import_job",
    "let_go_of_words",
    "people_kept",
    "preview_export",
    "what_is_kept",
]

Form = Literal["json", "csv", "md"]
FORMS: Final[tuple[Form, ...]] = ("json", "csv", "md")
MOST_SAMPLES: Final = 5
MOST_NAMES: Final = 200
ENDINGS: Final[Mapping[Form, str]] = {"json": "json", "csv": "zip", "md": "md"}


@dataclass(frozen=True, slots=True)
class Holdings:
    """What is kept.

    Attributes:
        rows: Rows of each table, in the order of the declaration.
        n_messages: Messages, as times, senders and lengths.
        folder: Where everything is.
        files: Our files there and their sizes in bytes.
        with_words: The people whose messages are kept with their words.
        has_passphrase: Whether it is encrypted under a passphrase.
    """

    rows: Mapping[str, int]
    n_messages: int
    folder: Path
    files: tuple[tuple[Path, int], ...]
    with_words: tuple[Person, ...]
    has_passphrase: bool

    @property
    def n_bytes(self) -> int:
        """Bytes of all files together."""
        return sum(size for _, size in self.files)


@dataclass(frozen=True, slots=True)
class Preview:
    """What an export replaces.

    Attributes:
        names: Names and what they are called outside, at most some hundred.
        n_names: How many there are.
        samples: The user's own words, before and after, where a name stands in them; at most some.
        n_samples: How many there are.
    """

    names: tuple[tuple[str, str], ...]
    n_names: int
    samples: tuple[tuple[str, str], ...]
    n_samples: int


def what_is_kept(place: Place) -> Holdings:
    """Count what is kept, and where."""
    store = place.store
    with store.snapshot() as connection:
        rows = {
            table.name: connection.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0]  # noqa: S608
            for table in TABLES
        }
        n_messages = connection.execute("SELECT coalesce(sum(n_messages), 0) FROM segment").fetchone()[0]
    people = load_people(store, hidden=True, joined=True)
    return Holdings(
        rows,
        n_messages,
        place.folder,
        tuple((path, path.stat().st_size) for path in sorted(place.folder.rglob("*")) if path.is_file()),
        tuple(person for person in people if person.keeps_text),
        place.has_passphrase,
    )


def preview_export(store: Store) -> Preview:
    """Show what an export replaces: names, and the user's own words that hold them."""
    with store.snapshot() as connection:
        pseudonyms = Pseudonyms(connection)
        samples = list(_altered(connection, pseudonyms))
    return Preview(
        tuple(pseudonyms.names[:MOST_NAMES]),
        len(pseudonyms.names),
        tuple(samples[:MOST_SAMPLES]),
        len(samples),
    )


def form_of(name: str) -> Form:
    """Return a form by its name or its file's ending.

    Raises:
        RequestError: There is none.
    """
    for form in FORMS:
        if name.lower() in (form, ENDINGS[form]):
            return form
    raise RequestError("yours.errors.no_form")


def check_own(place: Place, secret: str) -> None:
    """Make sure that a passphrase is the place's own, so that a slip of the finger seals nothing for good.

    Raises:
        WrongSecretError: It is another.
    """
    open_slots(read_key_file(place.key_path).slots, secret)


def export_name(place: Place, form: Form) -> str:
    """Return a neutral name for the file."""
    return f"nearer-{place.now():%Y-%m-%d}.{ENDINGS[form]}"


def export_pieces(place: Place, form: Form, secret: str | None = None) -> Iterator[bytes]:
    """Yield an export, piece by piece, as everything stood when the first was asked for.

    Args:
        place: The place, open.
        form: ``json`` and ``csv`` come back whole; ``md`` is for reading.
        secret: Passphrase for the names; None to leave them out for good.
    """
    if form == "md":
        from nearer.app.reading_copy import reading_copy

        yield b"".join(reading_copy(place.store, place.now()))
        return
    with place.store.snapshot() as connection:
        yield from write_dump(dump(connection, place.now(), secret or None), form)


def bring_back(
    place: Place, file: Path | IO[bytes], secret: str | None = None, progress: Progress | None = None
) -> Merged:
    """Bring an export in: all of it, or nothing.

    Args:
        place: The place, open.
        file: Where it lies, or its bytes.
        secret: Passphrase of the names; None to bring pseudonyms.
        progress: Told how many rows were read.

    Raises:
        ExportError: It is no export of ours, cut, or altered.
        PlaceError: The passphrase is another, or a newer Nearer wrote the file.
    """
    step = progress.step if progress is not None else lambda _n: None
    with _opened(file) as stream:
        return bring_in(place.store, open_dump(stream), secret or None, step)


def has_sealed_names(file: Path | IO[bytes]) -> bool:
    """Whether an export holds the names, sealed.

    Raises:
        ExportError: It is no export of ours.
    """
    with _opened(file) as stream:
        return open_dump(stream).header.seal is not None


def import_job(place: Place, file: Path | IO[bytes], secret: str | None) -> Job:
    """Bring an export in in the background, then work out what follows from it."""
    from nearer.app.looking import start_looking

    job = place.jobs.start("bring_back", lambda progress: bring_back(place, file, secret, progress))
    job.then = f"/yours/import/done/{job.id}"
    start_looking(place, job.then)
    return job


def people_kept(store: Store) -> list[Person]:
    """Return everybody, hidden ones too, by name; not the further names of one person."""
    return load_people(store, hidden=True)


def let_go_of_words(store: Store, person_id: int) -> str:
    """Delete the words of all messages with a person, keep none from now on, and return the person's name.

    Raises:
        RequestError: They are not there.
    """
    person = load_person(store, person_id)
    update_person(store, person_id, keeps_text=False)
    drop_words(store, person_id)
    return person.name


@contextmanager
def _opened(file: Path | IO[bytes]) -> Iterator[IO[bytes]]:
    if not isinstance(file, Path):
        file.seek(0)
        yield file
        return
    try:
        with file.open("rb") as stream:
            yield stream
    except FileNotFoundError:
        raise ExportError("yours.errors.no_file", file=file.name or str(file)) from None
    except OSError:
        raise ExportError("yours.errors.not_readable", file=file.name or str(file)) from None


def _altered(connection: Connection, pseudonyms: Pseudonyms) -> Iterator[tuple[str, str]]:
    """Yield the user's own words that hold a name, newest first, and how they leave."""
    for table in reversed(TABLES):
        shape = shape_of(connection, table)
        columns = [column for column in shape.columns.values() if column.kind == "words"]
        if not columns:
            continue
        for row in connection.execute(f"SELECT * FROM {table.name} ORDER BY rowid DESC"):  # noqa: S608
            for column in columns:
                after = pseudonyms.replaced(shape, column, row)
                if after != row[column.name]:
                    yield row[column.name], str(after)
