extension Schema {
    /// Version 10: how many documents were left out of partitions and evaluation sets because they hold no text.
    static let version10 = """
        ALTER TABLE partition ADD COLUMN empty_documents INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE evaluation_set ADD COLUMN empty_documents INTEGER NOT NULL DEFAULT 0;
        """
}
