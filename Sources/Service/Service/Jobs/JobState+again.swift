import Words

extension JobState {
    /// Whether work that is asked for once more is done once more: not what succeeded, and what somebody cancelled only
    /// where that is asked for by name.
    func mayBeQueuedAgain(_ again: Bool) -> Bool {
        isFinal && self != .succeeded && (self != .cancelled || again)
    }
}
