import API
import LanguageModels
import StrictJSON

/// What a checkpoint of a pool must have in common with the base, for a merge of them to mean anything.
///
/// Shapes alone do not tell: models of other rotary frequencies or another epsilon have tensors of the same shapes, and
/// a merge of them computes what nobody trained.
struct PoolAgreement: Sendable {
    /// Every key of `config.json` that changes the function, and the vocabulary's size among them.
    let configuration: ModelConfiguration

    /// Something in which a model differs from the base.
    struct Difference: Hashable, Sendable {
        let key: String
        let value: String
        let base: String
    }

    /// Everything in which a model differs from its base, in order of key.
    ///
    /// The ids of special tokens may differ: they change what is read, not what is computed.
    func differences(from base: PoolAgreement) -> [Difference] {
        var (own, others) = (configuration, base.configuration)
        (own.bosToken, own.eosToken) = (nil, nil)
        (others.bosToken, others.eosToken) = (nil, nil)
        guard own != others else { return [] }
        return own.differences(from: others).map { Difference(key: $0.key, value: $0.value, base: $0.other) }
    }
}

extension Findings {
    /// Refuses a partition model that differs from the base, with everything in which it does.
    func checkAgreement(
        of partition: String, _ model: PoolAgreement, with base: PoolAgreement, at pointer: JSONPointer
    ) {
        for difference in model.differences(from: base) {
            add(
                pointer,
                "the model of \"\(partition)\" computes another function than the base: \(difference.key) is "
                    + "\(difference.value); the base has \(difference.base)")
        }
    }
}
