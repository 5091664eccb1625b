extension Schema {
    /// Partitions of a pool that nothing new is asked about.
    static let partitionRetirement = """
        ALTER TABLE pool_member ADD COLUMN retired_at INTEGER;

        """
}
