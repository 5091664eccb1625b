extension Schema {
    /// Version 11: attempts that a job lost with their workers, counted apart from failures of its own.
    static let version11 = """
        -- Since the job last stored a state from which it goes on.
        ALTER TABLE job ADD COLUMN losses INTEGER NOT NULL DEFAULT 0;
        """
}
