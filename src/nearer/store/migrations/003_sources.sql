CREATE TABLE address (             -- telephone numbers, e-mail addresses and accounts of a person, as exports know them
    id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    address TEXT NOT NULL          -- as the export writes it; an account as format:id
) STRICT;
CREATE INDEX address_person ON address (person_id);
