-- Rows as step 1 could hold them, so that later steps are tried over data. Runs on both databases.
INSERT INTO partnerships (key, title, area, created_at)
VALUES ('here', 'Here', 'E06000051', '2022-05-01T00:00:00Z');
INSERT INTO agencies (partnership, key, title, publisher) VALUES (1, 'police', 'The police', 0);
INSERT INTO terms (partnership, id, kind, text) VALUES
    (1, 1, 1, 'crime.offences'), (1, 2, 2, 'E06000051'), (1, 3, 3, 'gender'),
    (1, 4, 4, '[["gender","male"]]');
INSERT INTO documents (partnership, sha256, size)
VALUES (1, 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb', 1);
INSERT INTO document_chunks (document, number, bytes) VALUES (1, 0, CAST('a' AS BYTES));
INSERT INTO revisions (partnership, agency, collection, number, state, file_name, sha256, size,
    document, contract, publication, imported_at, imported_by, reason, rows_read, left_out,
    observations, slices, slices_current)
VALUES (1, 1, 'figures', 1, 'superseded', 'a.csv',
    'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb', 1, 1, 'figures@1', NULL,
    '2022-05-01T00:00:00Z', 'operator', '', 1, 0, 1, 1, 0),
    (1, 1, 'figures', 2, 'accepted', 'b.csv',
    'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb', 1, 1, 'figures@1', NULL,
    '2022-05-02T00:00:00Z', 'operator', '', 1, 0, 1, 1, 1);
INSERT INTO slices (partnership, measure, period, breakdown, area, agency, revision, part,
    superseded_by, cells)
VALUES (1, 1, 12104010, 3, 2, 1, 1, 0, 2, '[1,[4,2,"7"]]'),
    (1, 1, 12104010, 3, 2, 1, 2, 0, NULL, '[1,[4,2,"8"]]');
INSERT INTO data_queries (partnership, revision, fingerprint, code, severity, place, message, remedy)
VALUES (1, 2, 'x', 'parts-and-total', 'warning', '{}', 'parts give 5, total says 6', '');
INSERT INTO query_decisions (partnership, fingerprint, kind, reason, decided_by, decided_at)
VALUES (1, 'x', 'resolved', 'a slip', 'operator', '2022-05-02T00:00:00Z');
INSERT INTO suppression_overrides (partnership, subject, rule, audience, reason, signed_by, signed_at)
VALUES (1, 'table-1', 'dfe-cin', 'partners', 'agreed', 'operator', '2022-05-02T00:00:00Z');
INSERT INTO releases (partnership, report, edition, manifest, audit_sequence, audit_head,
    amendment, supersedes, released_at, released_by, reason)
VALUES (1, '2021-22', 1, '{}', 0,
    '0000000000000000000000000000000000000000000000000000000000000000', NULL, NULL,
    '2022-06-01T00:00:00Z', 'operator', '');
INSERT INTO release_files (partnership, release, path, document) VALUES (1, 1, 'index.html', 1);
INSERT INTO audit_entries (partnership, sequence, at, actor, action, resource, reason, change, hash)
VALUES (1, 1, '2022-05-01T00:00:00Z', 'operator', 'partnership.found', 'here', '', '{}',
    '0000000000000000000000000000000000000000000000000000000000000000');
