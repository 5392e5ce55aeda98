-- Evidence and what is derived from it. Instants are microseconds since 1970 UTC in BIGINT.
-- One text for SQLite and PostgreSQL; triggers and other differences are in the folders beside this one.

CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

-- Custody: the exact bytes of each event, and the hashes of the RFC 6962 tree over them.
CREATE TABLE event (
  seq     BIGINT PRIMARY KEY,
  at      BIGINT NOT NULL,
  act     TEXT NOT NULL,
  object  TEXT NOT NULL,
  body    BYTEA NOT NULL
);
CREATE INDEX event_object ON event (object, seq);
CREATE TABLE event_node (
  position BIGINT PRIMARY KEY,
  hash     BYTEA NOT NULL
);
-- Personal values stand in events only as SHA-256(salt || value); this table can be erased without breaking a proof.
CREATE TABLE commitment (
  digest TEXT PRIMARY KEY,
  salt   BYTEA NOT NULL,
  value  BYTEA NOT NULL
);

-- Media as received, named by their SHA-256.
CREATE TABLE media (
  sha256      TEXT PRIMARY KEY,
  size        BIGINT NOT NULL,
  kind        TEXT NOT NULL,
  mime        TEXT NOT NULL,
  kept_at     BIGINT NOT NULL,
  seq         BIGINT NOT NULL,
  stage       TEXT NOT NULL,
  problem     TEXT,
  hint        TEXT,
  width       BIGINT,
  height      BIGINT,
  duration    DOUBLE PRECISION,
  playable    TEXT
);
CREATE INDEX media_seq ON media (seq);
-- Each time and place from which the same bytes reached the desk.
CREATE TABLE receipt (
  sha256      TEXT NOT NULL REFERENCES media (sha256),
  place       TEXT NOT NULL,
  name        TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  seq         BIGINT NOT NULL,
  PRIMARY KEY (sha256, place)
);
CREATE INDEX receipt_place ON receipt (place);

CREATE TABLE source (
  id        TEXT PRIMARY KEY,
  key       TEXT NOT NULL UNIQUE,
  platform  TEXT NOT NULL,
  native_id TEXT,
  handle    TEXT,
  name      TEXT
);
CREATE TABLE post (
  id         TEXT PRIMARY KEY,
  key        TEXT NOT NULL UNIQUE,
  source_id  TEXT NOT NULL REFERENCES source (id),
  platform   TEXT NOT NULL,
  native_id  TEXT,
  url        TEXT,
  first_seen BIGINT NOT NULL
);
-- What the post said each time it was seen; an edit is a later observation, never an overwrite.
CREATE TABLE observation (
  post_id         TEXT NOT NULL REFERENCES post (id),
  digest          TEXT NOT NULL,
  seq             BIGINT NOT NULL,
  seen_at         BIGINT NOT NULL,
  text            TEXT NOT NULL,
  language        TEXT,
  posted_earliest BIGINT,
  posted_latest   BIGINT,
  posted_words    TEXT,
  posted_basis    TEXT,
  edited_words    TEXT,
  reposted_from   TEXT,
  format          TEXT NOT NULL,
  commitment      TEXT NOT NULL,
  PRIMARY KEY (post_id, digest)
);
CREATE TABLE post_media (
  post_id  TEXT NOT NULL REFERENCES post (id),
  position BIGINT NOT NULL,
  name     TEXT NOT NULL,
  sha256   TEXT REFERENCES media (sha256),
  note     TEXT,
  url      TEXT,
  PRIMARY KEY (post_id, position)
);
CREATE INDEX post_media_sha256 ON post_media (sha256);

-- Derived from media: what the readers said, and the fingerprints.
CREATE TABLE metadata (
  sha256  TEXT NOT NULL REFERENCES media (sha256),
  reader  TEXT NOT NULL,
  version TEXT NOT NULL,
  json    TEXT NOT NULL,
  seq     BIGINT NOT NULL,
  PRIMARY KEY (sha256, reader)
);
CREATE TABLE fingerprint (
  sha256 TEXT NOT NULL REFERENCES media (sha256),
  layer  TEXT NOT NULL,
  data   BYTEA NOT NULL,
  seq    BIGINT NOT NULL,
  PRIMARY KEY (sha256, layer)
);
CREATE INDEX fingerprint_seq ON fingerprint (seq);
CREATE TABLE veil (
  sha256 TEXT PRIMARY KEY REFERENCES media (sha256),
  png    BYTEA NOT NULL
);

-- Measured relations between two media (query: the later kept one), and what people decided about them.
CREATE TABLE matching (
  query     TEXT NOT NULL REFERENCES media (sha256),
  reference TEXT NOT NULL REFERENCES media (sha256),
  score     DOUBLE PRECISION NOT NULL,
  query_cover     DOUBLE PRECISION NOT NULL,
  reference_cover DOUBLE PRECISION NOT NULL,
  detail    TEXT NOT NULL,
  seq       BIGINT NOT NULL,
  PRIMARY KEY (query, reference)
);
CREATE INDEX matching_reference ON matching (reference);
CREATE TABLE decision (
  id        TEXT PRIMARY KEY,
  query     TEXT NOT NULL,
  reference TEXT NOT NULL,
  verdict   TEXT NOT NULL,
  by_whom   TEXT NOT NULL,
  at        BIGINT NOT NULL,
  reason    TEXT NOT NULL,
  seq       BIGINT NOT NULL
);
CREATE INDEX decision_pair ON decision (query, reference, seq);
CREATE TABLE description (
  id       TEXT PRIMARY KEY,
  sha256   TEXT NOT NULL REFERENCES media (sha256),
  severity BIGINT NOT NULL,
  words    TEXT NOT NULL,
  by_whom  TEXT NOT NULL,
  at       BIGINT NOT NULL,
  seq      BIGINT NOT NULL
);
CREATE INDEX description_sha256 ON description (sha256, seq);

-- Footage: the same recording wherever it appears. A number, once given, is never given again.
CREATE TABLE footage (
  number      BIGINT PRIMARY KEY,
  founder     TEXT NOT NULL REFERENCES media (sha256),
  merged_into BIGINT
);
CREATE TABLE footage_media (
  sha256 TEXT PRIMARY KEY REFERENCES media (sha256),
  number BIGINT NOT NULL REFERENCES footage (number)
);
CREATE INDEX footage_media_number ON footage_media (number);

CREATE TABLE job (
  id          TEXT PRIMARY KEY,
  kind        TEXT NOT NULL,
  object      TEXT NOT NULL,
  state       TEXT NOT NULL,
  run_after   BIGINT NOT NULL,
  lease_until BIGINT NOT NULL,
  owner       TEXT NOT NULL,
  attempts    BIGINT NOT NULL,
  step        TEXT NOT NULL,
  done        BIGINT NOT NULL,
  total       BIGINT NOT NULL,
  error       TEXT,
  hint        TEXT,
  made_at     BIGINT NOT NULL,
  started_at  BIGINT,
  ended_at    BIGINT
);
CREATE UNIQUE INDEX job_open ON job (kind, object) WHERE state IN ('waiting', 'running');
CREATE INDEX job_claim ON job (state, run_after);
