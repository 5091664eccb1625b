extension Schema {
    /// What evaluation sets share with the text that pools' models were trained on.
    static let contaminationTables = """
        CREATE TABLE contamination (
            id TEXT NOT NULL PRIMARY KEY,
            pool TEXT NOT NULL REFERENCES pool (id),
            evaluation_set TEXT NOT NULL REFERENCES evaluation_set (id),
            job TEXT NOT NULL UNIQUE REFERENCES job (id),
            state TEXT NOT NULL,
            documents_blob BLOB CHECK (length(documents_blob) = 32),
            created_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX contamination_by_question ON contamination (pool, evaluation_set, id);
        -- What the evaluation set is held against, in order: the pool's partitions, then the base's share.
        CREATE TABLE contamination_text (
            contamination TEXT NOT NULL REFERENCES contamination (id),
            place INTEGER NOT NULL,
            partition TEXT NOT NULL REFERENCES partition (id),
            PRIMARY KEY (contamination, place),
            UNIQUE (contamination, partition)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE contamination_domain (
            contamination TEXT NOT NULL REFERENCES contamination (id),
            domain TEXT NOT NULL,
            documents INTEGER NOT NULL,
            short_documents INTEGER NOT NULL,
            ngrams INTEGER NOT NULL,
            overlapping_documents INTEGER NOT NULL,
            overlapping_ngrams INTEGER NOT NULL,
            PRIMARY KEY (contamination, domain)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE contamination_overlap (
            contamination TEXT NOT NULL REFERENCES contamination (id),
            partition TEXT NOT NULL REFERENCES partition (id),
            domain TEXT NOT NULL,
            overlapping_documents INTEGER NOT NULL,
            overlapping_ngrams INTEGER NOT NULL,
            PRIMARY KEY (contamination, partition, domain)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER contamination_state_is_shown AFTER UPDATE OF state ON job WHEN NEW.kind = 'contamination' BEGIN
            UPDATE contamination SET state = NEW.state WHERE job = NEW.id;
        END;

        """
}
