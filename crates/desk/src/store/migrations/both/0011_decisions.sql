-- What people last said of a pair of media, found from either side, whichever of the two was measured as the query.
CREATE VIEW verdict AS
SELECT d.query, d.reference, d.verdict, d.by_whom, d.at, d.reason, d.seq FROM decision AS d
WHERE d.seq = (SELECT MAX(o.seq) FROM decision AS o
               WHERE (o.query = d.query AND o.reference = d.reference) OR (o.query = d.reference AND o.reference = d.query))
UNION ALL
SELECT d.reference, d.query, d.verdict, d.by_whom, d.at, d.reason, d.seq FROM decision AS d
WHERE d.seq = (SELECT MAX(o.seq) FROM decision AS o
               WHERE (o.query = d.query AND o.reference = d.reference) OR (o.query = d.reference AND o.reference = d.query));

-- Pairs that probably show one scene at two moments: leads, which group nothing.
CREATE TABLE lead (
  query      TEXT NOT NULL REFERENCES media (sha256),
  reference  TEXT NOT NULL REFERENCES media (sha256),
  same_scene DOUBLE PRECISION NOT NULL,
  score      DOUBLE PRECISION NOT NULL,
  detail     TEXT NOT NULL,
  seq        BIGINT NOT NULL,
  PRIMARY KEY (query, reference)
);
CREATE INDEX lead_reference ON lead (reference);

-- What people marked as common (a channel's ident, an end card, a test card, a watermark), and what they released again.
-- Stretches in milliseconds, regions in thousandths of width and height; none where the whole is meant.
CREATE TABLE common (
  id       TEXT PRIMARY KEY,
  mark     TEXT NOT NULL,
  sha256   TEXT NOT NULL REFERENCES media (sha256),
  start_ms BIGINT,
  end_ms   BIGINT,
  x        BIGINT,
  y        BIGINT,
  width    BIGINT,
  height   BIGINT,
  state    TEXT NOT NULL,
  words    TEXT NOT NULL,
  by_whom  TEXT NOT NULL,
  at       BIGINT NOT NULL,
  seq      BIGINT NOT NULL
);
CREATE INDEX common_mark ON common (mark, seq);
CREATE VIEW common_now AS
SELECT c.mark, c.sha256, c.start_ms, c.end_ms, c.x, c.y, c.width, c.height, c.words, c.by_whom, c.at, c.seq FROM common AS c
WHERE c.state = 'common' AND c.seq = (SELECT MAX(o.seq) FROM common AS o WHERE o.mark = c.mark);

-- Derived: where marked parts lie in the media that carry the mark, and in those that match these there.
CREATE TABLE common_part (
  mark     TEXT NOT NULL,
  sha256   TEXT NOT NULL REFERENCES media (sha256),
  start_ms BIGINT,
  end_ms   BIGINT,
  x        BIGINT,
  y        BIGINT,
  width    BIGINT,
  height   BIGINT
);
CREATE INDEX common_part_sha256 ON common_part (sha256);
CREATE INDEX common_part_mark ON common_part (mark);

-- Derived: the mark because of which a match is not offered.
ALTER TABLE matching ADD COLUMN muted TEXT;
CREATE INDEX matching_muted ON matching (muted);

-- Matches that stand: confirmed by a person, or suggested and not muted.
CREATE VIEW standing AS
SELECT m.query, m.reference, m.score, m.query_cover, m.reference_cover, m.detail, m.seq,
       COALESCE(v.verdict, 'suggested') AS state
FROM matching AS m LEFT JOIN verdict AS v ON v.query = m.query AND v.reference = m.reference
WHERE v.verdict = 'confirmed' OR (COALESCE(v.verdict, 'suggested') = 'suggested' AND m.muted IS NULL);
