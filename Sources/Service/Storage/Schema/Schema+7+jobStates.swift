extension Schema {
    /// A job's state stands in the row that the job is for too, so that lists are filtered by it.
    ///
    /// These triggers are its only writers: `evaluation.state`, `training_run.state`, `validity.state`,
    /// `contamination.state` and `log_probabilities.state` follow `job.state`, and `evaluation_request.state` follows
    /// `evaluation.state`. They fire when a state has changed, not whenever it is written, and look at the one table
    /// that a job of the kind can be for.
    static let jobStateTriggers = """
        DROP TRIGGER job_state_is_shown;
        DROP TRIGGER contamination_state_is_shown;
        DROP TRIGGER job_state_of_log_probabilities;
        CREATE TRIGGER evaluation_state_follows_job AFTER UPDATE OF state ON job
        WHEN NEW.state IS NOT OLD.state AND NEW.kind = 'evaluation' BEGIN
            UPDATE evaluation SET state = NEW.state WHERE job = NEW.id;
        END;
        CREATE TRIGGER training_run_state_follows_job AFTER UPDATE OF state ON job
        WHEN NEW.state IS NOT OLD.state AND NEW.kind = 'training' BEGIN
            UPDATE training_run SET state = NEW.state WHERE job = NEW.id;
        END;
        CREATE TRIGGER validity_state_follows_job AFTER UPDATE OF state ON job
        WHEN NEW.state IS NOT OLD.state AND NEW.kind = 'validity' BEGIN
            UPDATE validity SET state = NEW.state WHERE job = NEW.id;
        END;
        CREATE TRIGGER contamination_state_follows_job AFTER UPDATE OF state ON job
        WHEN NEW.state IS NOT OLD.state AND NEW.kind = 'contamination' BEGIN
            UPDATE contamination SET state = NEW.state WHERE job = NEW.id;
        END;
        CREATE TRIGGER log_probabilities_state_follows_job AFTER UPDATE OF state ON job
        WHEN NEW.state IS NOT OLD.state AND NEW.kind = 'log_probabilities' BEGIN
            UPDATE log_probabilities SET state = NEW.state WHERE job = NEW.id;
        END;

        """
}
