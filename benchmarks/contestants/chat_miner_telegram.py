"""chat-miner, Telegram."""

import sys

from chatminer.chatparsers import TelegramJsonParser

parser = TelegramJsonParser(sys.argv[1])
parser.parse_file()
print(len(parser.parsed_messages.get_df()))
