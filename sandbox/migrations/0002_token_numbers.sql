-- Tokens in the order in which they are issued; the payer that owns the file keeps the index by hash in memory.
ALTER TABLE tokens RENAME TO tokens_by_hash;
DROP INDEX tokens_of_grant;
CREATE TABLE tokens (
    number     INTEGER PRIMARY KEY,
    hash       TEXT NOT NULL,
    kind       INTEGER NOT NULL,
    grant_id   TEXT,
    client_id  TEXT NOT NULL,
    username   TEXT,
    patient    TEXT,
    scope      TEXT NOT NULL,
    issued_at  INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    state      INTEGER NOT NULL DEFAULT 0
);
INSERT INTO tokens (hash, kind, grant_id, client_id, username, patient, scope, issued_at, expires_at, state)
SELECT hash, kind, grant_id, client_id, username, patient, scope, issued_at, expires_at, state
FROM tokens_by_hash ORDER BY issued_at;
DROP TABLE tokens_by_hash;
CREATE INDEX tokens_of_grant ON tokens (grant_id) WHERE grant_id IS NOT NULL;
