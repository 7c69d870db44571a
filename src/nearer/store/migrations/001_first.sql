-- Times are ISO text, local to the person, to the second; days are ISO dates; lists are JSON; flags are 0 or 1.

CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL            -- JSON
) STRICT;

CREATE TABLE person (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    alias INTEGER NOT NULL UNIQUE, -- number of the pseudonym
    keeps_text INTEGER NOT NULL DEFAULT 0,
    hidden INTEGER NOT NULL DEFAULT 0,
    joined_to INTEGER REFERENCES person (id) ON DELETE SET NULL,  -- the same person under another name; undone by NULL
    made_at TEXT NOT NULL
) STRICT;

CREATE TABLE me (                  -- the user's own names, as the exports write them
    name TEXT PRIMARY KEY,
    confirmed_at TEXT NOT NULL     -- when they said that this history is their own
) STRICT;

CREATE TABLE export (
    id INTEGER PRIMARY KEY,
    file TEXT NOT NULL,
    digest TEXT NOT NULL,          -- SHA-256 of its bytes
    source TEXT NOT NULL,
    owner TEXT,
    read_at TEXT NOT NULL,
    n_messages INTEGER NOT NULL,
    n_system INTEGER NOT NULL,
    n_skipped INTEGER NOT NULL,
    skipped TEXT NOT NULL,         -- JSON: [file, line, reason]
    notes TEXT NOT NULL            -- JSON: sentences
) STRICT;

CREATE TABLE conversation (
    id INTEGER PRIMARY KEY,
    export_id INTEGER NOT NULL REFERENCES export (id) ON DELETE CASCADE,
    person_id INTEGER REFERENCES person (id) ON DELETE CASCADE,  -- NULL: a group, or nobody to measure
    title TEXT NOT NULL,
    declared_group INTEGER,
    n_messages INTEGER NOT NULL,
    first_at TEXT,
    last_at TEXT
) STRICT;
CREATE INDEX conversation_person ON conversation (person_id);
CREATE INDEX conversation_export ON conversation (export_id);

CREATE TABLE sender (
    conversation_id INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    code INTEGER NOT NULL,         -- stands for the name in the segments
    name TEXT NOT NULL,
    n_messages INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, code)
) STRICT;

CREATE TABLE segment (             -- messages as columns, in order of time
    id INTEGER PRIMARY KEY,
    conversation_id INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    n_messages INTEGER NOT NULL,
    columns BLOB NOT NULL,         -- Arrow IPC: time, sender (code), length, kind
    words BLOB,                    -- Arrow IPC: text; NULL unless the user keeps the words
    UNIQUE (conversation_id, position)
) STRICT;

CREATE TABLE mark (                -- days that must not count
    id INTEGER PRIMARY KEY,
    person_id INTEGER REFERENCES person (id) ON DELETE CASCADE,  -- NULL: with everybody
    kind TEXT NOT NULL CHECK (kind IN ('away', 'together')),
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    made_at TEXT NOT NULL,
    CHECK (first_day <= last_day)
) STRICT;
CREATE INDEX mark_person ON mark (person_id);

CREATE TABLE measured (            -- the detector's numbers for today's record, kept while nothing changed
    person_id INTEGER PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
    digest TEXT NOT NULL,          -- of messages, marks and the detector's version
    made_at TEXT NOT NULL,
    measurement BLOB NOT NULL
) STRICT;

CREATE TABLE look (                -- a verdict looked at afresh
    id INTEGER PRIMARY KEY,
    person_id INTEGER REFERENCES person (id) ON DELETE CASCADE,  -- NULL: the statement over all contacts
    number INTEGER NOT NULL,
    made_at TEXT NOT NULL,
    until_day TEXT NOT NULL,       -- last day of the record that it saw
    digest TEXT NOT NULL,
    measurement BLOB NOT NULL,
    before_marks BLOB              -- the same look without the marks that the user set afterwards
) STRICT;
CREATE INDEX look_person ON look (person_id, number);

CREATE TABLE review (              -- what the user says about a possible episode
    id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    confidence REAL NOT NULL,
    answer TEXT NOT NULL CHECK (answer IN ('yes', 'no', 'unsure')),
    reasons TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT '',
    answered_at TEXT NOT NULL
) STRICT;
CREATE INDEX review_person ON review (person_id);

CREATE TABLE checkin (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,      -- made where the check-in was made, so that a second import adds nothing
    person_id INTEGER REFERENCES person (id) ON DELETE SET NULL,
    at TEXT NOT NULL,              -- the moment that it is about
    made_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    closeness INTEGER CHECK (closeness BETWEEN 1 AND 7),
    wanted INTEGER CHECK (wanted BETWEEN 1 AND 7),
    pleasant INTEGER CHECK (pleasant BETWEEN -2 AND 2),
    energy INTEGER CHECK (energy BETWEEN -2 AND 2),
    feelings TEXT NOT NULL DEFAULT '[]',
    urge INTEGER CHECK (urge BETWEEN 0 AND 10),
    did TEXT CHECK (did IN ('stayed', 'small_step', 'announced_pause', 'pulled_away', 'not_safe')),
    note TEXT NOT NULL DEFAULT '',
    origin TEXT NOT NULL DEFAULT 'app' CHECK (origin IN ('app', 'pocket'))
) STRICT;
CREATE INDEX checkin_at ON checkin (at);
CREATE INDEX checkin_person ON checkin (person_id, at);

CREATE TABLE tag (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    hidden INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE checkin_tag (
    checkin_id INTEGER NOT NULL REFERENCES checkin (id) ON DELETE CASCADE,
    tag_id INTEGER NOT NULL REFERENCES tag (id) ON DELETE CASCADE,
    PRIMARY KEY (checkin_id, tag_id)
) STRICT;

CREATE TABLE helpline (            -- the user's own numbers
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    number TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT ''
) STRICT;
