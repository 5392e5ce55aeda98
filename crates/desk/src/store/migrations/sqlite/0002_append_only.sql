-- Append-only by trigger: stops a bug, not an owner of the file; `firsthand verify` finds the latter.
CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;
CREATE TRIGGER event_node_no_update BEFORE UPDATE ON event_node BEGIN SELECT RAISE(ABORT, 'event_node is append-only'); END;
CREATE TRIGGER event_node_no_delete BEFORE DELETE ON event_node BEGIN SELECT RAISE(ABORT, 'event_node is append-only'); END;
CREATE TRIGGER observation_no_update BEFORE UPDATE ON observation BEGIN SELECT RAISE(ABORT, 'observation is append-only'); END;
CREATE TRIGGER observation_no_delete BEFORE DELETE ON observation BEGIN SELECT RAISE(ABORT, 'observation is append-only'); END;
CREATE TRIGGER decision_no_update BEFORE UPDATE ON decision BEGIN SELECT RAISE(ABORT, 'decision is append-only'); END;
CREATE TRIGGER decision_no_delete BEFORE DELETE ON decision BEGIN SELECT RAISE(ABORT, 'decision is append-only'); END;
CREATE TRIGGER description_no_update BEFORE UPDATE ON description BEGIN SELECT RAISE(ABORT, 'description is append-only'); END;
CREATE TRIGGER description_no_delete BEFORE DELETE ON description BEGIN SELECT RAISE(ABORT, 'description is append-only'); END;
CREATE TRIGGER receipt_no_update BEFORE UPDATE ON receipt BEGIN SELECT RAISE(ABORT, 'receipt is append-only'); END;
CREATE TRIGGER receipt_no_delete BEFORE DELETE ON receipt BEGIN SELECT RAISE(ABORT, 'receipt is append-only'); END;
