-- Append-only by trigger, as in 0002.
CREATE TRIGGER report_append_only BEFORE UPDATE OR DELETE ON report FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER report_outline_append_only BEFORE UPDATE OR DELETE ON report_outline FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER report_sentence_append_only BEFORE UPDATE OR DELETE ON report_sentence FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER report_medium_append_only BEFORE UPDATE OR DELETE ON report_medium FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER entity_check_append_only BEFORE UPDATE OR DELETE ON entity_check FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER report_version_append_only BEFORE UPDATE OR DELETE ON report_version FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER report_rendering_append_only BEFORE UPDATE OR DELETE ON report_rendering FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER report_correction_append_only BEFORE UPDATE OR DELETE ON report_correction FOR EACH ROW EXECUTE FUNCTION refuse_change();
