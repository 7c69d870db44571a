"""One compiled regular expression of the standard library with a cache of dates, line by line."""

import re
import sys
from datetime import datetime

HEADER = re.compile(r"(\d\d)/(\d\d)/(\d{4}), (\d\d):(\d\d) - ([^:]+): ")
days: dict[tuple[str, str, str], datetime] = {}
counts: dict[str, int] = {}
n = 0
with open(sys.argv[1], encoding="utf-8") as lines:
    for line in lines:
        match = HEADER.match(line)
        if match:
            day, month, year, hour, minute, sender = match.groups()
            key = (day, month, year)
            if key not in days:
                days[key] = datetime(int(year), int(month), int(day))
            days[key].replace(hour=int(hour), minute=int(minute))
            counts[sender] = counts.get(sender, 0) + 1
            n += 1
print(n, counts)
