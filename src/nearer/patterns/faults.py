"""What is wrong with a library's files, told all at once: values in a list, never an exception."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from nearer.words import say

__all__ = ["Fault", "Faults"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong.

    Attributes:
        file: Below the folder that was read.
        section: Heading under which it stands; empty for none.
        paragraph: Number of the paragraph or list item in its section, from 1; 0 for none.
        words: What is wrong.
    """

    file: str
    section: str
    paragraph: int
    words: str

    def __str__(self) -> str:
        if self.paragraph:
            return say(
                "library.fault.at_paragraph",
                file=self.file,
                section=self.section or say("library.fault.top"),
                n=self.paragraph,
                words=self.words,
            )
        if self.section:
            return say("library.fault.at_section", file=self.file, section=self.section, words=self.words)
        return say("library.fault.at_file", file=self.file, words=self.words)


@dataclass(frozen=True, slots=True)
class Faults:
    """The faults so far, and where the reading stands.

    Attributes:
        found: All of them; shared by every place that :meth:`at` returns.
        file: Where the reading stands.
        section: Likewise.
        paragraph: Likewise.
    """

    found: list[Fault] = field(default_factory=list)
    file: str = ""
    section: str = ""
    paragraph: int = 0

    def at(self, file: str | None = None, section: str = "", paragraph: int = 0) -> Faults:
        """Return the same list at another place; in the same file where none is named."""
        return replace(self, file=self.file if file is None else file, section=section, paragraph=paragraph)

    def add(self, key: str, /, **values: object) -> None:
        """Note a fault here.

        Args:
            key: Of its sentence under ``library.fault``.
            **values: Its placeholders.
        """
        self.found.append(
            Fault(self.file, self.section, self.paragraph, say(f"library.fault.{key}", **values))
        )
