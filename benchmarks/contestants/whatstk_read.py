"""whatstk (GPL-3.0): in the benchmark's own environment only."""

import sys

from whatstk import WhatsAppChat

print(len(WhatsAppChat.from_source(sys.argv[1], max_size=None).df))
