-- What the desk itself holds to be so. Append-only, each row a record with an event of its own, as in 0050.

-- A verdict on a pillar of footage or on a claim. Nothing above "claimed" stands without evidence.
CREATE TABLE finding (
  id         TEXT PRIMARY KEY,
  about      TEXT NOT NULL,
  pillar     TEXT NOT NULL,
  state      TEXT NOT NULL,
  question   TEXT NOT NULL,
  answer     TEXT NOT NULL,
  method     TEXT NOT NULL,
  inputs     TEXT NOT NULL,
  reasoning  TEXT NOT NULL,
  evidence   TEXT NOT NULL,
  likelihood TEXT,
  asked_by   TEXT NOT NULL,
  search     TEXT,
  expires    BIGINT,
  supersedes TEXT UNIQUE REFERENCES finding (id),
  by_whom    TEXT NOT NULL,
  at         BIGINT NOT NULL,
  seq        BIGINT NOT NULL,
  CHECK (state IN ('unknown', 'claimed') OR evidence <> '[]')
);
CREATE INDEX finding_about ON finding (about, pillar, seq);
CREATE INDEX finding_expires ON finding (expires) WHERE expires IS NOT NULL;
-- What the second reader of a finding said.
CREATE TABLE finding_reading (
  id      TEXT PRIMARY KEY,
  finding TEXT NOT NULL REFERENCES finding (id),
  agrees  BIGINT NOT NULL,
  words   TEXT NOT NULL,
  by_whom TEXT NOT NULL,
  at      BIGINT NOT NULL,
  seq     BIGINT NOT NULL
);
CREATE INDEX finding_reading_finding ON finding_reading (finding, seq);
-- Findings that are in force or were: nobody else has to agree, or somebody does.
CREATE VIEW finding_agreed AS
  SELECT f.* FROM finding AS f
  WHERE f.asked_by = '[]' OR EXISTS (
    SELECT 1 FROM finding_reading AS r WHERE r.finding = f.id AND r.agrees = 1 AND r.by_whom <> f.by_whom);
-- A search that a finding rests on was not renewed in time.
CREATE TABLE search_expiry (
  id      TEXT PRIMARY KEY,
  finding TEXT NOT NULL UNIQUE REFERENCES finding (id),
  by_whom TEXT NOT NULL,
  at      BIGINT NOT NULL,
  seq     BIGINT NOT NULL
);
-- A filled worksheet: input and result as JSON, so that it can be computed again and compared.
CREATE TABLE worksheet (
  id      TEXT PRIMARY KEY,
  title   TEXT NOT NULL,
  about   TEXT,
  kind    TEXT NOT NULL,
  sheet   TEXT NOT NULL,
  by_whom TEXT NOT NULL,
  at      BIGINT NOT NULL,
  seq     BIGINT NOT NULL
);
CREATE INDEX worksheet_about ON worksheet (about, seq);
-- Footage that was joined is found from what it was joined to.
CREATE INDEX footage_merged_into ON footage (merged_into);
