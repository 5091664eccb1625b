/// What a file of mergekit's says of one tensor, with a part for each model.
struct TensorSettings: Hashable, Sendable {
    struct Part: Hashable, Sendable {
        /// As it stands in the file, of either sign; for `slerp` the share of the way.
        var weight = 1.0
        var density = 1.0
        var gamma = 0.0
        /// As it stands in the file, half of a recipe's.
        var epsilon = 0.0
    }

    /// In the order of the models.
    var parts: [Part] = []
    var lambda = 1.0
    var normalizes = true

    var sum: Double { parts.reduce(0) { $0 + $1.weight } }
}
