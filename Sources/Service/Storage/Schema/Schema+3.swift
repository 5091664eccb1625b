extension Schema {
    /// Version 3: pools whose models read text with a tokenizer that the base brings; those before read bytes.
    static let version3 = """
        ALTER TABLE pool ADD COLUMN tokenizer_hash TEXT NOT NULL DEFAULT 'bytes-256';

        """
}
