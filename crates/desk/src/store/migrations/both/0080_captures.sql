-- One question to the web and its answer, which is kept whole as WARC; what was in it is kept beside it.
CREATE TABLE capture (
  id      TEXT PRIMARY KEY,
  url     TEXT NOT NULL,
  led_to  TEXT NOT NULL,
  asked   BIGINT NOT NULL,
  status  BIGINT NOT NULL,
  warc    TEXT NOT NULL REFERENCES media (sha256),
  content TEXT REFERENCES media (sha256),
  watch   TEXT,
  tool    TEXT NOT NULL,
  by_whom TEXT NOT NULL,
  at      BIGINT NOT NULL,
  seq     BIGINT NOT NULL
);
CREATE INDEX capture_url ON capture (url, seq);
CREATE INDEX capture_warc ON capture (warc);
-- An address that is asked again and again.
CREATE TABLE watch (
  id      TEXT PRIMARY KEY,
  number  BIGINT NOT NULL UNIQUE,
  url     TEXT NOT NULL,
  minutes BIGINT NOT NULL,
  by_whom TEXT NOT NULL,
  at      BIGINT NOT NULL,
  seq     BIGINT NOT NULL
);
CREATE TABLE watch_end (
  id      TEXT PRIMARY KEY,
  watch   TEXT NOT NULL UNIQUE REFERENCES watch (id),
  by_whom TEXT NOT NULL,
  at      BIGINT NOT NULL,
  seq     BIGINT NOT NULL
);
-- How the last look went, and when the next one is due; written over at each look.
CREATE TABLE watch_state (
  watch    TEXT PRIMARY KEY REFERENCES watch (id),
  due      BIGINT NOT NULL,
  looked   BIGINT,
  changed  BIGINT,
  looks    BIGINT NOT NULL,
  failures BIGINT NOT NULL,
  problem  TEXT,
  etag     TEXT,
  modified TEXT,
  digest   TEXT
);
CREATE INDEX watch_state_due ON watch_state (due);
CREATE INDEX post_media_url ON post_media (url);
