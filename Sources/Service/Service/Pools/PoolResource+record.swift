import API
import Storage

extension PoolResource {
    init(_ record: PoolRecord, corpus: String) throws {
        guard let tokenizer = TokenizerName(rawValue: record.tokenizer) else {
            throw WordMismatch(word: record.tokenizer, type: "TokenizerName")
        }
        self.init(
            id: record.id.text, name: record.name, corpus: corpus, base: record.base.text, tokenizer: tokenizer,
            tokenizerHash: record.tokenizerHash, generalShare: record.generalShare,
            partitions: record.members.map { member in
                PoolMemberResource(
                    partition: member.partition.text, name: member.name, checkpoint: member.checkpoint.text,
                    tokens: member.tokens, retiredAt: member.retiredAt?.date)
            }, createdAt: record.createdAt.date)
    }
}
