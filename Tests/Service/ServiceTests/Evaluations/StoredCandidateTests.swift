import Foundation
import Hashing
import Mixtures
import Storage
import Testing
import Words

@testable import Service

/// Candidates and keys that the version before ``ScoringWay`` wrote to a store.
@Suite("Stored candidates")
struct StoredCandidateTests {
    /// A candidate of one pool of three, as it was stored, and its key on the evaluation set ``documents``.
    struct Kept: Sendable, CustomTestStringConvertible {
        let key: String
        /// The method, and its parameters after a space.
        let fields: String
        let estimator: String
        let context: Int
        let precision: String

        init(
            _ key: String, _ fields: String, estimator: String = "merge", context: Int = 64, precision: String = "f32"
        ) {
            (self.key, self.fields, self.estimator) = (key, fields, estimator)
            (self.context, self.precision) = (context, precision)
        }

        var testDescription: String { "\(estimator) \(fields)" }

        var json: String {
            let usesBase = fields.contains("lambda")
            return """
                {\(usesBase ? "\(StoredCandidateTests.base)," : "")"context":\(context),"estimator":"\(estimator)",\
                "members":[\(StoredCandidateTests.members)],"method":\(method),\
                "mixture":{"gpl":0.2,"lgpl":0.3,"mpl":0.5},\(parameters)"precision":"\(precision)",\
                "scoringProtocol":"rolling-1","tokenizer":"bytes"}
                """
        }

        private var method: String { "\"\(fields.split(separator: " ")[0])\"" }

        private var parameters: String {
            let parts = fields.split(separator: " ")
            return parts.count > 1 ? "\"parameters\":\(parts[1])," : ""
        }
    }

    static let documents = "d53991ee89f6427af81759ca0c4d0254653bb8868fe72dd0904bd92e6e2fad97"
    static let base = """
        "base":{"checkpoint":"ckpt_01M8QPQK7262QATVCT32HNZ3D0",\
        "hash":"ce9540ffda91f9ae46b7b02ed6f55f2232d1d2123411814834b5663921454ff1"}
        """
    static let members = """
        {"checkpoint":"ckpt_01M8QPQKD1B99F7FT07WGCNE47",\
        "hash":"54ded5c7ed2bcc25472e08f46f5b2796c271478f9bf272d1e33f771340ebc0c6","weight":0.5},\
        {"checkpoint":"ckpt_01M8QPQKBE9NDS4CDKXX9YMJA8",\
        "hash":"8acdfa20b4ba5654c4f221adb51b98595b41f669f77121e842619009374c9c70","weight":0.3},\
        {"checkpoint":"ckpt_01M8QPQK928PHENPGD74TJYBJ1",\
        "hash":"e483b6835faab4c03c32869e0d6bdb3a9df8126b269a388ca1ee93c2246c13b3","weight":0.2}
        """

    static let kept: [Kept] = [
        Kept("71bb31faaf54b2686861ffe33a564dd5bc1325dbe8b7dfac1ab2d4bd3df093d9", "linear"),
        Kept("6976e8fd20fbb5a90875c15fc56a40deee545609c418aa184a0a99c054929e9e", "linear", precision: "bf16"),
        Kept("e6535baeef4c0e326072d8751bffc01bd6cfac2ed1cf14896203a1b494290a69", "linear", estimator: "ensemble"),
        Kept("d4ddf4c1f59ff04ee00853534ccd7aab6c897b3528ddb5af5b870b3bfe7a0fc3", "linear", context: 32),
        Kept("f4cca8f4e25a5acd2b147bfdd770caa7619f0fe0c54636eabe0417bf5982d035", #"task_arithmetic {"lambda":0.7}"#),
        Kept(
            "53591fc59f6994fbf9c18f00abea7670c0d013a32cf80ab21a3292989be5834e",
            #"ties {"density":0.3,"lambda":1,"normalize":true}"#),
        Kept(
            "3ffa3d566d864511470fff1cbb6b2b36c8d319c601d63b4dadb791c4f4df1961",
            #"dare_linear {"density":0.5,"lambda":1,"seed":4}"#),
        Kept(
            "66f894ac191e4461d09bff799cf34ccf37e0912c46796658b4e2cda54f8d75cb",
            #"dare_ties {"density":0.5,"lambda":1,"normalize":true,"seed":0}"#),
        Kept(
            "11319675f7a03a047c419e168c1b499e6d258e8132086f414b375bee98ae34a5",
            #"breadcrumbs {"density":0.9,"gamma":0.01,"lambda":1}"#),
        Kept(
            "8b53054f69f887a6dcf9c38c0a533df791be895b39d2a58032a8074bdab8024b",
            #"della {"density":0.5,"epsilon":0.3,"lambda":1,"normalize":true,"seed":0}"#),
        Kept("a3a78ad7b1bca53c405a1d0d3e70f9afeddc05ffe8cd64fe8f8a88db1cd7bc03", "multislerp"),
    ]

    private func key(_ candidate: StoredCandidate) throws -> String {
        let documents = try #require(SHA256Digest(hex: Self.documents))
        let set = EvaluationSetRecord(
            id: Identifier.first(of: .evaluationSet, at: Storage.Timestamp(milliseconds: 0)), name: "set",
            corpus: "default", blob: documents, format: .jsonLines, documents: 1, bytes: 1, documentsHash: documents,
            domains: [], createdAt: Storage.Timestamp(milliseconds: 0))
        return try candidate.key(on: set).hex
    }

    @Test(arguments: kept)
    func keepTheirBytesAndTheirKeys(_ kept: Kept) throws {
        let candidate = try StoredCandidate(Data(kept.json.utf8))
        #expect(String(decoding: try candidate.data, as: UTF8.self) == kept.json)
        #expect(try key(candidate) == kept.key)
    }

    @Test func aPartKeepsItsBytesAndItsKey() throws {
        let kept = """
            {"context":64,"estimator":"merge","members":[{"checkpoint":"ckpt_01M8QPQKD1B99F7FT07WGCNE47",\
            "hash":"54ded5c7ed2bcc25472e08f46f5b2796c271478f9bf272d1e33f771340ebc0c6","weight":0.2508503160206601},\
            {"checkpoint":"ckpt_01M8QPQKBE9NDS4CDKXX9YMJA8",\
            "hash":"8acdfa20b4ba5654c4f221adb51b98595b41f669f77121e842619009374c9c70","weight":0.1579599496908486},\
            {"checkpoint":"ckpt_01M8QPQK928PHENPGD74TJYBJ1",\
            "hash":"e483b6835faab4c03c32869e0d6bdb3a9df8126b269a388ca1ee93c2246c13b3","weight":0.5911897342884913}],\
            "method":"linear","mixture":{"gpl":0.5911897342884913,"lgpl":0.1579599496908486,"mpl":0.2508503160206601},\
            "part":{"from":0,"seed":2,"split":{"reportingShare":0.5,"seed":0},"to":11},"precision":"f32",\
            "scoringProtocol":"rolling-1","tokenizer":"bytes"}
            """
        let candidate = try StoredCandidate(Data(kept.utf8))
        #expect(candidate.part == DocumentPart(seed: 2, from: 0, to: 11, split: candidate.part?.split, streams: .first))
        #expect(String(decoding: try candidate.data, as: UTF8.self) == kept)
        #expect(try key(candidate) == "a9cd29ec6756c8530c240f04b3a952134ab17b63d62de97fc4136f74561ad4ac")
    }

    @Test func groupsOfLayersAndATokenizerStandAsTheyDid() throws {
        let hash = String(repeating: "1", count: 64)
        let kept = """
            {"context":64,"estimator":"merge","layers":[{"layers":[0,1],"weights":{"\(hash)":1}}],"members":[\
            {"checkpoint":"ckpt_01ARZ3NDEKTSV4RRFFQ69G5FAV","hash":"\(hash)","weight":1}],"method":"layerwise",\
            "mixture":{"web":1},"parameters":{"layers":[{"layers":[0,1],"weights":{"web":1}}]},"precision":"bf16",\
            "scoringProtocol":"rolling-1","tokenizer":"checkpoint",\
            "tokenizerSource":{"checkpoint":"ckpt_01ARZ3NDEKTSV4RRFFQ69G5FAW","hash":"t"}}
            """
        let candidate = try StoredCandidate(Data(kept.utf8))
        #expect(String(decoding: try candidate.data, as: UTF8.self) == kept)
        #expect(candidate.parameters?.layers?.first?.mixture.weights == ["web": 1])
        #expect(try candidate.run.parameters?.layers?.first?.mixture.weights == [hash: 1])
        let material = """
            assay-evaluation-key=1
            member=\(hash) 3ff0000000000000
            base=
            tokenizer=t
            estimator=merge
            method=layerwise layers=0-1(64:\(hash):3ff0000000000000)
            precision=bf16
            context=64
            protocol=rolling-1
            documents=\(Self.documents)
            """
        #expect(try key(candidate) == SHA256.hash(material.utf8).hex)
    }

    /// What an ensemble is made of is asked about all documents, whatever part of them the ensemble is of.
    @Test func aModelOfAnEnsembleIsAskedAboutAllDocuments() throws {
        var ensemble = try StoredCandidate(Data(Self.kept[2].json.utf8))
        ensemble.way.part = DocumentPart(seed: 1, from: 0, to: 2)
        let single = ensemble.single(ensemble.members[0])
        #expect(single.part == nil && single.estimator == .ensemble && single.mixture == nil)
        #expect(single.members.map(\.weight) == [1])
        #expect(try key(single.asMerge) == "711021c75f7044716acb4a73ae596274863d6009293677ba4b1d4314dfc60fb7")
    }
}
