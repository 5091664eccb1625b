extension Schema {
    /// Version 8: large submissions of evaluations, which are accepted whole and then carried out in pieces.
    static let version8 = """
        CREATE TABLE submission (
            id INTEGER PRIMARY KEY,
            -- Of its Idempotency-Key, if it has one: that of the answer that is kept in the end.
            idempotency_key TEXT,
            scope TEXT,
            body_hash BLOB CHECK (length(body_hash) = 32),
            -- Whether every piece is there: until then nothing of it is carried out, afterwards all of it.
            accepted INTEGER NOT NULL CHECK (accepted IN (0, 1)),
            created_at INTEGER NOT NULL,
            CHECK ((idempotency_key IS NULL) = (scope IS NULL) AND (scope IS NULL) = (body_hash IS NULL))
        ) STRICT;
        CREATE TABLE submission_piece (
            submission INTEGER NOT NULL REFERENCES submission (id),
            number INTEGER NOT NULL,
            -- What is asked; emptied once it is carried out.
            questions BLOB NOT NULL,
            -- The evaluations that answer, once it is carried out.
            evaluations BLOB,
            PRIMARY KEY (submission, number)
        ) STRICT;
        """
}
