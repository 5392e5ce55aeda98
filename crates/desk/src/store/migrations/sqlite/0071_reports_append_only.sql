-- Append-only by trigger, as in 0002.
CREATE TRIGGER report_no_update BEFORE UPDATE ON report BEGIN SELECT RAISE(ABORT, 'report is append-only'); END;
CREATE TRIGGER report_no_delete BEFORE DELETE ON report BEGIN SELECT RAISE(ABORT, 'report is append-only'); END;
CREATE TRIGGER report_outline_no_update BEFORE UPDATE ON report_outline BEGIN SELECT RAISE(ABORT, 'report_outline is append-only'); END;
CREATE TRIGGER report_outline_no_delete BEFORE DELETE ON report_outline BEGIN SELECT RAISE(ABORT, 'report_outline is append-only'); END;
CREATE TRIGGER report_sentence_no_update BEFORE UPDATE ON report_sentence BEGIN SELECT RAISE(ABORT, 'report_sentence is append-only'); END;
CREATE TRIGGER report_sentence_no_delete BEFORE DELETE ON report_sentence BEGIN SELECT RAISE(ABORT, 'report_sentence is append-only'); END;
CREATE TRIGGER report_medium_no_update BEFORE UPDATE ON report_medium BEGIN SELECT RAISE(ABORT, 'report_medium is append-only'); END;
CREATE TRIGGER report_medium_no_delete BEFORE DELETE ON report_medium BEGIN SELECT RAISE(ABORT, 'report_medium is append-only'); END;
CREATE TRIGGER entity_check_no_update BEFORE UPDATE ON entity_check BEGIN SELECT RAISE(ABORT, 'entity_check is append-only'); END;
CREATE TRIGGER entity_check_no_delete BEFORE DELETE ON entity_check BEGIN SELECT RAISE(ABORT, 'entity_check is append-only'); END;
CREATE TRIGGER report_version_no_update BEFORE UPDATE ON report_version BEGIN SELECT RAISE(ABORT, 'report_version is append-only'); END;
CREATE TRIGGER report_version_no_delete BEFORE DELETE ON report_version BEGIN SELECT RAISE(ABORT, 'report_version is append-only'); END;
CREATE TRIGGER report_rendering_no_update BEFORE UPDATE ON report_rendering BEGIN SELECT RAISE(ABORT, 'report_rendering is append-only'); END;
CREATE TRIGGER report_rendering_no_delete BEFORE DELETE ON report_rendering BEGIN SELECT RAISE(ABORT, 'report_rendering is append-only'); END;
CREATE TRIGGER report_correction_no_update BEFORE UPDATE ON report_correction BEGIN SELECT RAISE(ABORT, 'report_correction is append-only'); END;
CREATE TRIGGER report_correction_no_delete BEFORE DELETE ON report_correction BEGIN SELECT RAISE(ABORT, 'report_correction is append-only'); END;
