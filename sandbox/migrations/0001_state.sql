-- The state of a payer. Times are milliseconds since 1970 in UTC; hashes are SHA-256 in base64url.
CREATE TABLE loaded (label TEXT PRIMARY KEY) WITHOUT ROWID;

CREATE TABLE resources (
    api           TEXT NOT NULL,
    resource_type TEXT NOT NULL,
    id            TEXT NOT NULL,
    compartment   TEXT,
    last_updated  INTEGER NOT NULL,
    deleted       INTEGER NOT NULL,
    body          BLOB NOT NULL,
    UNIQUE (api, resource_type, id)
);
CREATE INDEX deleted_resources ON resources (id) WHERE deleted = 1;

CREATE TABLE members (
    number   INTEGER PRIMARY KEY,
    username TEXT NOT NULL UNIQUE,
    body     TEXT NOT NULL
);

CREATE TABLE apps (
    client_id TEXT PRIMARY KEY,
    body      TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE sessions (
    hash         TEXT PRIMARY KEY,
    username     TEXT NOT NULL,
    signed_in_at INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE grants (
    id         TEXT PRIMARY KEY,
    client_id  TEXT NOT NULL,
    username   TEXT NOT NULL,
    patient    TEXT NOT NULL,
    scope      TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked    INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX grants_of_member ON grants (username, created_at) WHERE revoked = 0;

CREATE TABLE codes (
    hash             TEXT PRIMARY KEY,
    grant_id         TEXT NOT NULL REFERENCES grants (id),
    client_id        TEXT NOT NULL,
    redirect_uri     TEXT NOT NULL,
    challenge        TEXT,
    challenge_method TEXT,
    nonce            TEXT,
    auth_time        INTEGER NOT NULL,
    scope            TEXT NOT NULL,
    expires_at       INTEGER NOT NULL,
    used             INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

-- kind: 0 access, 1 refresh; state: 0 live, 1 rotated out, 2 revoked
CREATE TABLE tokens (
    hash       TEXT PRIMARY KEY,
    kind       INTEGER NOT NULL,
    grant_id   TEXT,
    client_id  TEXT NOT NULL,
    username   TEXT,
    patient    TEXT,
    scope      TEXT NOT NULL,
    issued_at  INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    state      INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX tokens_of_grant ON tokens (grant_id) WHERE grant_id IS NOT NULL;

CREATE TABLE assertions (
    client_id  TEXT NOT NULL,
    jti        TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (client_id, jti)
) WITHOUT ROWID;

CREATE TABLE signing_keys (
    kid        TEXT PRIMARY KEY,
    pem        TEXT NOT NULL,
    created_at INTEGER NOT NULL
) WITHOUT ROWID;
