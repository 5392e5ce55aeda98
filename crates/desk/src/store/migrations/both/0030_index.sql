-- The search index on disk is taken up where it ended, layer by layer, and asks for single fingerprints.
CREATE INDEX fingerprint_layer_seq ON fingerprint (layer, seq);
CREATE INDEX media_fingerprinted ON media (fingerprinted);
