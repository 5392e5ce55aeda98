-- Who says what. Every table here is append-only: a correction is a further row, never another one in its place.
-- A row that a person or the desk recorded carries who, when, and the number of the custody event that holds the same.

-- What rests on what, as typed references such as `assertion:<id>` or `footage:12`.
CREATE TABLE rest (
  dependant TEXT NOT NULL,
  rests_on  TEXT NOT NULL,
  seq       BIGINT NOT NULL,
  PRIMARY KEY (dependant, rests_on)
);
CREATE INDEX rest_rests_on ON rest (rests_on);
-- What is under review because something that it rests on changed, and how a person settled it.
CREATE TABLE review (
  id      TEXT PRIMARY KEY,
  object  TEXT NOT NULL,
  changed TEXT NOT NULL,
  reason  TEXT NOT NULL,
  path    TEXT NOT NULL,
  by_whom TEXT NOT NULL,
  at      BIGINT NOT NULL,
  seq     BIGINT NOT NULL
);
CREATE INDEX review_object ON review (object, seq);
CREATE TABLE review_settlement (
  id      TEXT PRIMARY KEY,
  review  TEXT NOT NULL UNIQUE REFERENCES review (id),
  outcome TEXT NOT NULL,
  by_whom TEXT NOT NULL,
  at      BIGINT NOT NULL,
  seq     BIGINT NOT NULL
);
-- A record was wrong: by what it is replaced (nothing: it is withdrawn), and why.
CREATE TABLE amendment (
  id        TEXT PRIMARY KEY,
  object    TEXT NOT NULL UNIQUE,
  successor TEXT,
  reason    TEXT NOT NULL,
  by_whom   TEXT NOT NULL,
  at        BIGINT NOT NULL,
  seq       BIGINT NOT NULL
);

-- What a person says of a source; the newest row holds. Rows of `source` itself come from posts, or from here.
CREATE TABLE source_profile (
  id      TEXT PRIMARY KEY,
  source  TEXT NOT NULL REFERENCES source (id),
  kind    TEXT NOT NULL,
  name    TEXT NOT NULL,
  entity  TEXT,
  by_whom TEXT NOT NULL,
  at      BIGINT NOT NULL,
  seq     BIGINT NOT NULL
);
CREATE INDEX source_profile_source ON source_profile (source, seq);
-- A handle on a platform that a source used for a period; `account` where posts of it are kept.
CREATE TABLE source_handle (
  id       TEXT PRIMARY KEY,
  source   TEXT NOT NULL REFERENCES source (id),
  account  TEXT REFERENCES source (id),
  platform TEXT NOT NULL,
  handle   TEXT NOT NULL,
  url      TEXT,
  period   TEXT,
  by_whom  TEXT NOT NULL,
  at       BIGINT NOT NULL,
  seq      BIGINT NOT NULL
);
CREATE INDEX source_handle_source ON source_handle (source);
CREATE INDEX source_handle_account ON source_handle (account);

CREATE TABLE entity (
  id      TEXT PRIMARY KEY,
  number  BIGINT NOT NULL UNIQUE,
  kind    TEXT NOT NULL,
  by_whom TEXT NOT NULL,
  at      BIGINT NOT NULL,
  seq     BIGINT NOT NULL
);
-- `plain` is the name without case and marks, for looking it up.
CREATE TABLE entity_name (
  id       TEXT PRIMARY KEY,
  entity   TEXT NOT NULL REFERENCES entity (id),
  name     TEXT NOT NULL,
  plain    TEXT NOT NULL,
  language TEXT,
  script   TEXT NOT NULL,
  kind     TEXT NOT NULL,
  period   TEXT,
  by_whom  TEXT NOT NULL,
  at       BIGINT NOT NULL,
  seq      BIGINT NOT NULL
);
CREATE INDEX entity_name_entity ON entity_name (entity, seq);
CREATE INDEX entity_name_plain ON entity_name (plain);
CREATE TABLE relation (
  id        TEXT PRIMARY KEY,
  subject   TEXT NOT NULL REFERENCES entity (id),
  predicate TEXT NOT NULL,
  object    TEXT NOT NULL REFERENCES entity (id),
  period    TEXT,
  by_whom   TEXT NOT NULL,
  at        BIGINT NOT NULL,
  seq       BIGINT NOT NULL
);
CREATE INDEX relation_subject ON relation (subject);
CREATE INDEX relation_object ON relation (object);
-- A person's word on whether two entities are one; the newest row of a pair holds. `a` sorts before `b`.
CREATE TABLE entity_decision (
  id      TEXT PRIMARY KEY,
  a       TEXT NOT NULL REFERENCES entity (id),
  b       TEXT NOT NULL REFERENCES entity (id),
  verdict TEXT NOT NULL,
  reason  TEXT NOT NULL,
  by_whom TEXT NOT NULL,
  at      BIGINT NOT NULL,
  seq     BIGINT NOT NULL
);
CREATE INDEX entity_decision_pair ON entity_decision (a, b, seq);
CREATE INDEX entity_decision_b ON entity_decision (b);

CREATE TABLE incident (
  id      TEXT PRIMARY KEY,
  number  BIGINT NOT NULL UNIQUE,
  by_whom TEXT NOT NULL,
  at      BIGINT NOT NULL,
  seq     BIGINT NOT NULL
);
-- Title, time and place of an incident; the newest row holds.
CREATE TABLE incident_outline (
  id                TEXT PRIMARY KEY,
  incident          TEXT NOT NULL REFERENCES incident (id),
  title             TEXT NOT NULL,
  zone              TEXT NOT NULL,
  happened          TEXT,
  happened_earliest BIGINT,
  happened_latest   BIGINT,
  place             TEXT,
  latitude          DOUBLE PRECISION,
  longitude         DOUBLE PRECISION,
  radius            DOUBLE PRECISION,
  by_whom           TEXT NOT NULL,
  at                BIGINT NOT NULL,
  seq               BIGINT NOT NULL
);
CREATE INDEX incident_outline_incident ON incident_outline (incident, seq);
-- Footage belongs to an incident while the newest row of the pair says 1.
CREATE TABLE attachment (
  id       TEXT PRIMARY KEY,
  incident TEXT NOT NULL REFERENCES incident (id),
  footage  BIGINT NOT NULL REFERENCES footage (number),
  attached BIGINT NOT NULL,
  reason   TEXT NOT NULL,
  by_whom  TEXT NOT NULL,
  at       BIGINT NOT NULL,
  seq      BIGINT NOT NULL
);
CREATE INDEX attachment_incident ON attachment (incident, seq);
CREATE INDEX attachment_footage ON attachment (footage, seq);

-- A proposition. `digest` is of everything that makes it this one, so that whoever says it again says the same claim.
CREATE TABLE claim (
  id         TEXT PRIMARY KEY,
  number     BIGINT NOT NULL UNIQUE,
  digest     TEXT NOT NULL UNIQUE,
  incident   TEXT REFERENCES incident (id),
  subject    TEXT NOT NULL,
  predicate  TEXT NOT NULL,
  object     TEXT NOT NULL,
  entity     TEXT REFERENCES entity (id),
  qualifiers TEXT NOT NULL,
  by_whom    TEXT NOT NULL,
  at         BIGINT NOT NULL,
  seq        BIGINT NOT NULL
);
CREATE INDEX claim_incident ON claim (incident, number);
CREATE INDEX claim_subject ON claim (subject, predicate);
CREATE INDEX claim_entity ON claim (entity);
CREATE TABLE assertion (
  id            TEXT PRIMARY KEY,
  claim         TEXT NOT NULL REFERENCES claim (id),
  source        TEXT NOT NULL REFERENCES source (id),
  stance        TEXT NOT NULL,
  words         TEXT NOT NULL,
  language      TEXT,
  translation   TEXT,
  said          TEXT,
  said_earliest BIGINT,
  said_latest   BIGINT,
  said_in_kind  TEXT NOT NULL,
  said_in       TEXT NOT NULL,
  archived      TEXT REFERENCES media (sha256),
  selector      TEXT,
  basis         TEXT NOT NULL,
  via           TEXT,
  grade         TEXT,
  by_whom       TEXT NOT NULL,
  at            BIGINT NOT NULL,
  seq           BIGINT NOT NULL
);
CREATE INDEX assertion_claim ON assertion (claim, seq);
CREATE INDEX assertion_source ON assertion (source);
CREATE INDEX assertion_said_in ON assertion (said_in);
CREATE INDEX assertion_via ON assertion (via);

-- Conflicts are computed; what people did about one is kept under its key: who looks after it, what settled it.
CREATE TABLE conflict_act (
  id       TEXT PRIMARY KEY,
  conflict TEXT NOT NULL,
  incident TEXT,
  act      TEXT NOT NULL,
  owner    TEXT,
  settled  TEXT,
  reason   TEXT NOT NULL,
  by_whom  TEXT NOT NULL,
  at       BIGINT NOT NULL,
  seq      BIGINT NOT NULL
);
CREATE INDEX conflict_act_conflict ON conflict_act (conflict, seq);
