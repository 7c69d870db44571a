"""The reader that docs/formats.md shows does what the page says."""

import re
from pathlib import Path

from nearer.sources import ReadOptions, open_file

PAGE = Path(__file__).parents[2] / "docs" / "formats.md"


def test_the_example_reads_what_it_says_it_reads(tmp_path: Path) -> None:
    code = re.search(r"```python\n(# my_reader.py\n.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert code is not None
    made: dict[str, object] = {}
    exec(compile(code[1], "my_reader.py", "exec"), made)
    known = made["FORMAT"]
    file = tmp_path / "chat.my"
    file.write_text(
        "My messenger export\n2024-03-01 21:14:05|Ana|good night\nnothing\n2024-03-01 21:15:30|Ben|ß|\n"
    )
    export = open_file(file)
    assert known.recognise(export, export.head())
    reader = known.read([export], ReadOptions())
    (batch,) = reader
    assert batch.frame["sender"].to_list() == ["Ana", "Ben"]
    assert batch.frame["length"].to_list() == [10, 2]
    assert [str(time) for time in batch.frame["time"]] == ["2024-03-01 21:14:05", "2024-03-01 21:15:30"]
    assert reader.tally.n_skipped == 1
