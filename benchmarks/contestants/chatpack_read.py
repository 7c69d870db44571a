"""chatpack (Rust, MIT; its Python wheel): ``chatpack_read.py FILE [list]``, in a stream or as one list."""

import sys

import chatpack

if sys.argv[2:] == ["list"]:
    print(len(chatpack.parse_whatsapp(sys.argv[1])))
else:
    print(sum(1 for _ in chatpack.WhatsAppStreamParser(sys.argv[1])))
