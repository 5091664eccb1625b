extension Schema {
    /// Version 9: which trials a study's decisions have changed, and what its steps are without what they compute from.
    static let version9 = """
        -- The study's version that a change of the trial leads to, or a later one.
        ALTER TABLE study_trial ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX study_trial_by_version ON study_trial (study, version);
        -- What is computed, without what it is computed from: kind and round.
        ALTER TABLE study_step ADD COLUMN step BLOB NOT NULL DEFAULT x'';
        UPDATE study_step SET step = CAST(json_extract(CAST(input AS TEXT), '$.input.step') AS BLOB)
        WHERE json_type(CAST(input AS TEXT), '$.input.step') IS NOT NULL;
        """
}
