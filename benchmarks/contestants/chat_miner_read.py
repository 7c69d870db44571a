"""chat-miner."""

import sys

from chatminer.chatparsers import WhatsAppParser

parser = WhatsAppParser(sys.argv[1])
parser.parse_file()
print(len(parser.parsed_messages.get_df()))
