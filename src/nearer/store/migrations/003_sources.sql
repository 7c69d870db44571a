CREATE TABLE address (             -- telephone numbers, e-mail addresses and accounts of a person, as exports know them
    id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    address TEXT NOT NULL          -- as the export writes it; an account as format:id
) STRICT;
CREATE INDEX address_person ON address (person_id);

-- What is being read and not kept yet: committed piece by piece, so that reading goes on where it was stopped.

CREATE TABLE incoming_export (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,      -- of the content, how it is read, and by which version
    n_messages INTEGER NOT NULL DEFAULT 0,
    touched_at TEXT NOT NULL,
    tally TEXT                     -- JSON, once it was read to its end
) STRICT;

CREATE TABLE incoming_chat (
    id INTEGER PRIMARY KEY,
    export_id INTEGER NOT NULL REFERENCES incoming_export (id) ON DELETE CASCADE,
    key TEXT NOT NULL,             -- within its export
    title TEXT NOT NULL,
    declared_group INTEGER,
    UNIQUE (export_id, key)
) STRICT;

CREATE TABLE incoming_sender (
    chat_id INTEGER NOT NULL REFERENCES incoming_chat (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    n_messages INTEGER NOT NULL,
    PRIMARY KEY (chat_id, name)
) STRICT;

CREATE TABLE incoming_segment (
    id INTEGER PRIMARY KEY,
    chat_id INTEGER NOT NULL REFERENCES incoming_chat (id) ON DELETE CASCADE,
    n_messages INTEGER NOT NULL,
    first_ms INTEGER NOT NULL,     -- since 1970-01-01, local to the export
    last_ms INTEGER NOT NULL,
    columns BLOB NOT NULL          -- Arrow IPC: time, sender (as the export writes it), length, kind
) STRICT;
CREATE INDEX incoming_segment_chat ON incoming_segment (chat_id);
