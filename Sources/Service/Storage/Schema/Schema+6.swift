extension Schema {
    /// Version 6: what keeps the writer quick.
    static let version6 = stateTriggers + registrationTable

    /// Documents that are noted in pieces for a partition or evaluation set that is not there yet.
    private static let registrationTable = """
        CREATE TABLE registration (
            owner TEXT NOT NULL PRIMARY KEY,
            corpus TEXT NOT NULL,
            created_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    /// The states of what jobs are for follow their jobs' only when the state changes: an update of progress changes
    /// one row.
    private static let stateTriggers = """
        DROP TRIGGER job_state_is_shown;
        CREATE TRIGGER job_state_is_shown AFTER UPDATE OF state ON job WHEN NEW.state IS NOT OLD.state BEGIN
            UPDATE evaluation SET state = NEW.state WHERE job = NEW.id;
            UPDATE training_run SET state = NEW.state WHERE job = NEW.id;
            UPDATE validity SET state = NEW.state WHERE job = NEW.id;
        END;
        DROP TRIGGER job_state_of_log_probabilities;
        CREATE TRIGGER job_state_of_log_probabilities AFTER UPDATE OF state ON job WHEN NEW.state IS NOT OLD.state BEGIN
            UPDATE log_probabilities SET state = NEW.state WHERE job = NEW.id;
        END;

        """
}
