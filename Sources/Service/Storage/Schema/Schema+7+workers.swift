extension Schema {
    /// Workers by when they were last heard of: those that are silent for longer than a lease are gone.
    static let workerSightings = """
        CREATE INDEX worker_by_sighting ON worker (last_seen_at, id) WHERE gone_at IS NULL;

        """
}
