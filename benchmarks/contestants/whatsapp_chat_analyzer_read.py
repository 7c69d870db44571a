"""whatsapp-chat-analyzer."""

import sys

from whatsapp_analyzer import parse_file

print(len(parse_file(sys.argv[1])))
