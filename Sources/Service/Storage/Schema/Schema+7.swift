extension Schema {
    /// Version 7: lists that read one index, and what keeps heartbeats out of the store; each part stands in the file
    /// of its own topic.
    static let version7 = [jobStateTriggers, listIndexes, workerSightings].joined()
}
