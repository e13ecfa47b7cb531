-- Times are RFC 3339 text in UTC; hashes are lower-case hexadecimal; JSON is canonical text.
-- STRICT tables refuse a text where a number belongs.

CREATE TABLE partnerships (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    area TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE agencies (
    id INTEGER PRIMARY KEY,
    partnership INTEGER NOT NULL REFERENCES partnerships (id),
    key TEXT NOT NULL,
    title TEXT NOT NULL,
    publisher INTEGER NOT NULL,
    UNIQUE (partnership, key)
) STRICT;

-- Every measure, area, breakdown and cell is written once and then stands as a number.
-- kind: 1 measure, 2 area, 3 breakdown, 4 cell. The number 0 stands for no breakdown, no cell.
CREATE TABLE terms (
    partnership INTEGER NOT NULL REFERENCES partnerships (id),
    id INTEGER NOT NULL,
    kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 4),
    text TEXT NOT NULL,
    PRIMARY KEY (partnership, id),
    UNIQUE (partnership, kind, text)
) STRICT, WITHOUT ROWID;

-- Kept files: originals of returns, files of releases. The same bytes are kept once.
CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    partnership INTEGER NOT NULL REFERENCES partnerships (id),
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    UNIQUE (partnership, sha256)
) STRICT;

CREATE TABLE document_chunks (
    document INTEGER NOT NULL REFERENCES documents (id),
    number INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (document, number)
) STRICT;

CREATE TABLE revisions (
    id INTEGER PRIMARY KEY,
    partnership INTEGER NOT NULL REFERENCES partnerships (id),
    agency INTEGER NOT NULL REFERENCES agencies (id),
    collection TEXT NOT NULL,
    number INTEGER NOT NULL,
    state TEXT NOT NULL,
    file_name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    document INTEGER NOT NULL REFERENCES documents (id),
    contract TEXT NOT NULL,
    publication TEXT,
    imported_at TEXT NOT NULL,
    imported_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    rows_read INTEGER NOT NULL,
    left_out INTEGER NOT NULL,
    observations INTEGER NOT NULL,
    slices INTEGER NOT NULL,
    slices_current INTEGER NOT NULL,
    UNIQUE (partnership, agency, collection, number)
) STRICT;

-- A slice: what one revision says about one measure, period, area and breakdown. Its cells are
-- one JSON text (see pack.rs). Rows lie in the order of the key, so that a page reads one stretch.
CREATE TABLE slices (
    partnership INTEGER NOT NULL,
    measure INTEGER NOT NULL,
    period INTEGER NOT NULL,
    breakdown INTEGER NOT NULL,
    area INTEGER NOT NULL,
    agency INTEGER NOT NULL,
    revision INTEGER NOT NULL REFERENCES revisions (id),
    part INTEGER NOT NULL,
    superseded_by INTEGER,
    cells TEXT NOT NULL,
    PRIMARY KEY (partnership, measure, period, breakdown, area, agency, revision, part)
) STRICT, WITHOUT ROWID;

CREATE TABLE data_queries (
    id INTEGER PRIMARY KEY,
    partnership INTEGER NOT NULL REFERENCES partnerships (id),
    revision INTEGER NOT NULL REFERENCES revisions (id),
    fingerprint TEXT NOT NULL,
    code TEXT NOT NULL,
    severity TEXT NOT NULL,
    place TEXT NOT NULL,
    message TEXT NOT NULL,
    remedy TEXT NOT NULL
) STRICT;
CREATE INDEX data_queries_of_revision ON data_queries (partnership, revision, id);

-- Append-only: the newest decision about a data query is the one that holds.
CREATE TABLE query_decisions (
    id INTEGER PRIMARY KEY,
    partnership INTEGER NOT NULL REFERENCES partnerships (id),
    fingerprint TEXT NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at TEXT NOT NULL
) STRICT;
CREATE INDEX query_decisions_of_query ON query_decisions (partnership, fingerprint, id);

CREATE TABLE suppression_overrides (
    id INTEGER PRIMARY KEY,
    partnership INTEGER NOT NULL REFERENCES partnerships (id),
    subject TEXT NOT NULL,
    rule TEXT NOT NULL,
    audience TEXT NOT NULL,
    reason TEXT NOT NULL,
    signed_by TEXT NOT NULL,
    signed_at TEXT NOT NULL,
    withdrawn_at TEXT,
    withdrawn_by TEXT,
    withdrawn_reason TEXT
) STRICT;

CREATE TABLE releases (
    id INTEGER PRIMARY KEY,
    partnership INTEGER NOT NULL REFERENCES partnerships (id),
    report TEXT NOT NULL,
    edition INTEGER NOT NULL,
    manifest TEXT NOT NULL,
    audit_sequence INTEGER NOT NULL,
    audit_head TEXT NOT NULL,
    amendment TEXT,
    supersedes INTEGER,
    released_at TEXT NOT NULL,
    released_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    UNIQUE (partnership, report, edition)
) STRICT;

CREATE TABLE release_files (
    id INTEGER PRIMARY KEY,
    partnership INTEGER NOT NULL REFERENCES partnerships (id),
    release INTEGER NOT NULL REFERENCES releases (id),
    path TEXT NOT NULL,
    document INTEGER NOT NULL REFERENCES documents (id),
    UNIQUE (release, path)
) STRICT;

CREATE TABLE audit_entries (
    partnership INTEGER NOT NULL REFERENCES partnerships (id),
    sequence INTEGER NOT NULL,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    resource TEXT NOT NULL,
    reason TEXT NOT NULL,
    change TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (partnership, sequence)
) STRICT, WITHOUT ROWID;

-- What was supplied and what was done is never rewritten.
CREATE TRIGGER slices_stay BEFORE UPDATE OF partnership, measure, period, breakdown, area, agency, revision, part, cells ON slices
BEGIN SELECT RAISE(ABORT, 'observations are never rewritten'); END;
CREATE TRIGGER slices_remain BEFORE DELETE ON slices
BEGIN SELECT RAISE(ABORT, 'observations are never deleted'); END;
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit_entries
BEGIN SELECT RAISE(ABORT, 'audit entries are never rewritten'); END;
CREATE TRIGGER audit_remains BEFORE DELETE ON audit_entries
BEGIN SELECT RAISE(ABORT, 'audit entries are never deleted'); END;
CREATE TRIGGER chunks_stay BEFORE UPDATE ON document_chunks
BEGIN SELECT RAISE(ABORT, 'kept files are never rewritten'); END;
CREATE TRIGGER releases_stay BEFORE UPDATE ON releases
BEGIN SELECT RAISE(ABORT, 'releases are never rewritten'); END;
