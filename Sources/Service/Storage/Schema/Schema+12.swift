extension Schema {
    /// Version 12: which keys and tensors of a checkpoint are passed over, as JSON.
    static let version12 = """
        ALTER TABLE checkpoint ADD COLUMN ignored_keys TEXT NOT NULL DEFAULT '[]';
        """
}
