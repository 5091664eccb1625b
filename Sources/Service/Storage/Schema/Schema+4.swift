extension Schema {
    /// Version 4: evaluation sets of token ids; those before are text.
    static let version4 = """
        ALTER TABLE evaluation_set ADD COLUMN tokenizer TEXT;
        ALTER TABLE evaluation_set ADD COLUMN separator INTEGER;

        """
}
