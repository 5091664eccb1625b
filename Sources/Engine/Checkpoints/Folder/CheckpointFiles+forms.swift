import FileKinds

extension CheckpointFiles {
    /// Refuses a folder that holds a model in another form, where a file of a checkpoint is missing.
    func refuseOtherForms() throws(CheckpointError) {
        guard let (file, complaint) = ModelFolder.otherForm(in: paths.keys, of: name) else { return }
        throw CheckpointError(.unsupported, file: label(of: file), message: complaint)
    }

    /// Refuses a file in Python's pickle format, which can run code when it is loaded.
    static func refusePickle(named file: String, in folder: String) throws(CheckpointError) {
        guard !file.hasSuffix(".safetensors"), let (file, complaint) = ModelFolder.otherForm(in: [file], of: folder)
        else { return }
        throw CheckpointError(.unsupported, file: file, message: complaint)
    }
}

extension CheckpointError {
    /// Why bytes that cannot be read as what they should be cannot: what they are instead, if it is known.
    ///
    /// - Parameters:
    ///   - prefix: the first ``FileKind/prefixLength`` bytes of the file, or all there are.
    ///   - complaint: what is wrong where nothing is known of them.
    package static func foreign(
        _ prefix: some Collection<UInt8>, file: String, subject: String? = nil, otherwise complaint: String
    ) -> CheckpointError {
        if prefix.isEmpty {
            return CheckpointError(.malformed, file: file, message: "is empty: fetch or save it again")
        }
        guard let kind = FileKind(prefix: prefix) else {
            return CheckpointError(.malformed, file: file, subject: subject, message: complaint)
        }
        return CheckpointError(.unsupported, file: file, message: kind.complaintAboutModelFile)
    }
}
