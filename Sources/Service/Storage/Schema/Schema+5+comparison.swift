extension Schema {
    /// Comparisons of evaluations: what was asked, and where the answer stands.
    static let comparisonTables = """
        CREATE TABLE comparison (
            id TEXT NOT NULL PRIMARY KEY,
            -- Stands for everything that the answer depends on.
            key BLOB NOT NULL UNIQUE CHECK (length(key) = 32),
            question BLOB NOT NULL,
            answer BLOB NOT NULL CHECK (length(answer) = 32),
            created_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        """
}
