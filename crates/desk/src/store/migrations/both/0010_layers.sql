-- Fingerprints in layers: each has a version, and is made anew when its layer gets another one.
ALTER TABLE fingerprint ADD COLUMN version TEXT NOT NULL DEFAULT '1';
UPDATE fingerprint SET layer = 'picture' WHERE layer = 'copydetect/1';
-- When a medium was first fingerprinted, which orders media for good: of two, the later one is the query.
ALTER TABLE media ADD COLUMN fingerprinted BIGINT;
UPDATE media SET fingerprinted = (SELECT MIN(f.seq) FROM fingerprint AS f WHERE f.sha256 = media.sha256);
-- Up to which custody number every layer took part when the medium was last measured.
ALTER TABLE media ADD COLUMN measured BIGINT NOT NULL DEFAULT 0;
UPDATE media SET measured = COALESCE((SELECT MAX(e.seq) FROM event AS e WHERE e.act = 'matched' AND e.object = 'media:' || media.sha256), 0);
