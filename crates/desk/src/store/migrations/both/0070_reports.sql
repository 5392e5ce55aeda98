-- What is published. Append-only, each row a record with an event of its own, as in 0050.

CREATE TABLE report (
  id       TEXT PRIMARY KEY,
  number   BIGINT NOT NULL UNIQUE,
  language TEXT NOT NULL,
  incident TEXT REFERENCES incident (id),
  by_whom  TEXT NOT NULL,
  at       BIGINT NOT NULL,
  seq      BIGINT NOT NULL
);
-- Title, signature, address and terms of a report; the newest row holds.
CREATE TABLE report_outline (
  id        TEXT PRIMARY KEY,
  report    TEXT NOT NULL REFERENCES report (id),
  title     TEXT NOT NULL,
  publisher TEXT NOT NULL,
  site      TEXT NOT NULL,
  licence   TEXT NOT NULL,
  by_whom   TEXT NOT NULL,
  at        BIGINT NOT NULL,
  seq       BIGINT NOT NULL
);
CREATE INDEX report_outline_report ON report_outline (report, seq);
-- A sentence as it was written; the newest row of a sentence holds.
CREATE TABLE report_sentence (
  id        TEXT PRIMARY KEY,
  report    TEXT NOT NULL REFERENCES report (id),
  sentence  TEXT NOT NULL,
  place     BIGINT NOT NULL,
  kind      TEXT NOT NULL,
  frame     TEXT NOT NULL,
  clause    TEXT NOT NULL,
  bound     TEXT NOT NULL,
  certainty TEXT,
  editor    TEXT,
  reason    TEXT,
  removed   BIGINT NOT NULL,
  by_whom   TEXT NOT NULL,
  at        BIGINT NOT NULL,
  seq       BIGINT NOT NULL
);
CREATE INDEX report_sentence_report ON report_sentence (report, seq);
CREATE INDEX report_sentence_sentence ON report_sentence (sentence, seq);
-- A medium of a report and what of it may be shown; the newest row of a pair holds.
CREATE TABLE report_medium (
  id        TEXT PRIMARY KEY,
  report    TEXT NOT NULL REFERENCES report (id),
  sha256    TEXT NOT NULL REFERENCES media (sha256),
  shown     TEXT REFERENCES media (sha256),
  blurred   BIGINT NOT NULL,
  maker     TEXT,
  rights    TEXT NOT NULL,
  at_risk   TEXT NOT NULL,
  editor    TEXT,
  reason    TEXT,
  removed   BIGINT NOT NULL,
  by_whom   TEXT NOT NULL,
  at        BIGINT NOT NULL,
  seq       BIGINT NOT NULL
);
CREATE INDEX report_medium_report ON report_medium (report, seq);
-- Somebody looked at what is said of an entity and found it right.
CREATE TABLE entity_check (
  id      TEXT PRIMARY KEY,
  entity  TEXT NOT NULL REFERENCES entity (id),
  by_whom TEXT NOT NULL,
  at      BIGINT NOT NULL,
  seq     BIGINT NOT NULL
);
CREATE INDEX entity_check_entity ON entity_check (entity, seq);
-- A published version: the edition's bytes, from which every format is rendered, and their SHA-256.
CREATE TABLE report_version (
  id       TEXT PRIMARY KEY,
  report   TEXT NOT NULL REFERENCES report (id),
  number   BIGINT NOT NULL,
  edition  TEXT NOT NULL,
  digest   TEXT NOT NULL,
  approver TEXT,
  by_whom  TEXT NOT NULL,
  at       BIGINT NOT NULL,
  seq      BIGINT NOT NULL,
  UNIQUE (report, number)
);
-- What each format gave when the version was published.
CREATE TABLE report_rendering (
  id      TEXT PRIMARY KEY,
  version TEXT NOT NULL REFERENCES report_version (id),
  format  TEXT NOT NULL,
  digest  TEXT NOT NULL,
  by_whom TEXT NOT NULL,
  at      BIGINT NOT NULL,
  seq     BIGINT NOT NULL,
  UNIQUE (version, format)
);
-- A correction and the version that it led to.
CREATE TABLE report_correction (
  id          TEXT PRIMARY KEY,
  report      TEXT NOT NULL REFERENCES report (id),
  version     BIGINT NOT NULL,
  sentence    TEXT,
  wrong_words TEXT NOT NULL,
  right_words TEXT NOT NULL,
  why         TEXT NOT NULL,
  finding     BIGINT NOT NULL,
  by_whom     TEXT NOT NULL,
  at          BIGINT NOT NULL,
  seq         BIGINT NOT NULL
);
CREATE INDEX report_correction_report ON report_correction (report, seq);
