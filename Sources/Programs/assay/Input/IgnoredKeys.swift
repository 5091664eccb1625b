import ArgumentParser

/// What of a checkpoint is passed over although it is not known that it changes nothing.
struct IgnoredKeys: ParsableArguments {
    @Option(
        name: .customLong("ignore-key"),
        help: ArgumentHelp(
            "A key of config.json, or a tensor, that changes nothing of the model though Assay does not know it; may be "
                + "repeated.",
            valueName: "key"))
    var keys: [String] = []

    /// `nil` where none is named.
    var given: [String]? { keys.isEmpty ? nil : keys }
}
