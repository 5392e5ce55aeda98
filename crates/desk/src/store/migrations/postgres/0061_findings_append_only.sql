-- Append-only by trigger, as in 0002.
CREATE TRIGGER finding_append_only BEFORE UPDATE OR DELETE ON finding FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER finding_reading_append_only BEFORE UPDATE OR DELETE ON finding_reading FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER search_expiry_append_only BEFORE UPDATE OR DELETE ON search_expiry FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER worksheet_append_only BEFORE UPDATE OR DELETE ON worksheet FOR EACH ROW EXECUTE FUNCTION refuse_change();
