-- What is known of the safety with a person lies on the person, so that no row of its own tells that there is any.
ALTER TABLE person ADD COLUMN safety TEXT;       -- JSON: [question, answer]; NULL: never asked
ALTER TABLE person ADD COLUMN safety_at TEXT;

CREATE TABLE step (                -- of the ladder
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,     -- from the easiest
    what TEXT NOT NULL,
    moment TEXT NOT NULL DEFAULT '',       -- when, in the user's words
    how_small TEXT NOT NULL DEFAULT '',
    return_plan TEXT NOT NULL DEFAULT '',  -- how I come back
    level TEXT CHECK (level IN ('fact', 'preference', 'opinion', 'feeling', 'request', 'old_hurt')),
    discomfort INTEGER CHECK (discomfort BETWEEN 0 AND 10),  -- expected
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'set_aside')),
    made_at TEXT NOT NULL,
    changed_at TEXT NOT NULL
) STRICT;
CREATE INDEX step_person ON step (person_id, position);

CREATE TABLE prediction (          -- what I fear, tested against what happens
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    step_id INTEGER REFERENCES step (id) ON DELETE SET NULL,
    person_id INTEGER REFERENCES person (id) ON DELETE CASCADE,
    fear TEXT NOT NULL,            -- something that one could see
    by_day TEXT NOT NULL,
    belief INTEGER NOT NULL CHECK (belief BETWEEN 0 AND 100),
    habit TEXT NOT NULL DEFAULT '',        -- the safety habit that I leave out
    discomfort INTEGER CHECK (discomfort BETWEEN 0 AND 10),
    made_at TEXT NOT NULL,
    ended TEXT CHECK (ended IN ('done', 'stopped', 'let_go')),
    ended_at TEXT,
    happened TEXT CHECK (happened IN ('yes', 'partly', 'no', 'unclear')),
    outcome TEXT NOT NULL DEFAULT '',
    surprise TEXT NOT NULL DEFAULT '',
    discomfort_felt INTEGER CHECK (discomfort_felt BETWEEN 0 AND 10),
    belief_after INTEGER CHECK (belief_after BETWEEN 0 AND 100),
    next_where TEXT NOT NULL DEFAULT '',
    changed_at TEXT NOT NULL
) STRICT;
CREATE INDEX prediction_person ON prediction (person_id);

CREATE TABLE practice (            -- one sitting of an exercise
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    exercise TEXT NOT NULL,        -- its key
    person_id INTEGER REFERENCES person (id) ON DELETE SET NULL,
    begun_at TEXT NOT NULL,
    ended_at TEXT,
    ended TEXT CHECK (ended IN ('done', 'stopped')),
    before INTEGER CHECK (before BETWEEN 0 AND 10),   -- discomfort
    after INTEGER CHECK (after BETWEEN 0 AND 10),
    answers TEXT NOT NULL DEFAULT '{}',    -- JSON: what the user wrote, by field
    changed_at TEXT NOT NULL
) STRICT;
CREATE INDEX practice_exercise ON practice (exercise, begun_at);

CREATE TABLE pause (               -- a pause with a return
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    person_id INTEGER REFERENCES person (id) ON DELETE CASCADE,
    message TEXT NOT NULL DEFAULT '',
    returns_at TEXT NOT NULL,
    made_at TEXT NOT NULL,
    said_at TEXT,                  -- when it was announced; NULL: not yet
    kept TEXT CHECK (kept IN ('yes', 'later', 'no')),
    kept_at TEXT,
    note TEXT NOT NULL DEFAULT '',
    changed_at TEXT NOT NULL
) STRICT;
CREATE INDEX pause_person ON pause (person_id, returns_at);

CREATE TABLE writing (             -- what the user writes to a prompt
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    about TEXT NOT NULL,           -- key of the prompt
    words TEXT NOT NULL,
    made_at TEXT NOT NULL,
    changed_at TEXT NOT NULL
) STRICT;
CREATE INDEX writing_about ON writing (about, made_at);

CREATE TABLE scale_item (          -- the text of a questionnaire's item, as the user loaded it
    scale TEXT NOT NULL,
    item INTEGER NOT NULL,         -- from 1; 0: what stands before the items
    words TEXT NOT NULL,
    item_order TEXT NOT NULL,      -- in which published order of the items it stands there
    PRIMARY KEY (scale, item)
) STRICT;

CREATE TABLE scale_sheet (         -- one filled questionnaire
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    scale TEXT NOT NULL,
    item_order TEXT,               -- which published order of the items it was
    person_id INTEGER REFERENCES person (id) ON DELETE SET NULL,
    at TEXT NOT NULL,
    ticks TEXT NOT NULL,           -- JSON: one number an item, null where it was left out
    note TEXT NOT NULL DEFAULT '',
    made_at TEXT NOT NULL
) STRICT;
CREATE INDEX scale_sheet_scale ON scale_sheet (scale, at);

CREATE TABLE turning_day (         -- a day before and after which a record is compared
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,       -- which day it is of all that were ever chosen, for whomever: each has its price
    turn_day TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    made_at TEXT NOT NULL
) STRICT;
CREATE INDEX turning_day_person ON turning_day (person_id, number);
