package import StrictJSON

extension CheckpointError {
    /// Everything that was found wrong with a file; `nil` if nothing was.
    ///
    /// The error's subject is the first key at fault; the message says what is wrong there, then at the others.
    package init?(_ findings: Findings, file: String) {
        guard let summary = findings.summary else { return nil }
        self.init(
            findings.areUnsupported ? .unsupported : .malformed, file: file,
            subject: summary.place.isEmpty ? nil : summary.place, message: summary.message)
    }
}

extension JSONValue {
    /// Reads the object at the top of a file.
    ///
    /// - Parameter read: makes the value of the object's fields, all of which it must ask for; `nil` only after an
    ///   error was found.
    /// - Throws: ``CheckpointError`` with everything that was found wrong.
    package func readObject<Value>(
        in file: String, _ read: (ObjectReader) -> Value?
    ) throws(CheckpointError) -> Value {
        let findings = Findings()
        let value = ObjectReader.read(self, findings: findings, read)
        if let error = CheckpointError(findings, file: file) { throw error }
        guard let value else { throw CheckpointError(.malformed, file: file, message: "cannot be read") }
        return value
    }
}
