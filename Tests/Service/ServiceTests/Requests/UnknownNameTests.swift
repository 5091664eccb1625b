import API
import Testing

@testable import Service

/// Newcomer: what is not found says what there is, in every operation that takes a name.
@Suite("Names that nothing has")
struct UnknownNameTests {
    private let bench: ServiceBench

    init() async throws {
        bench = try ServiceBench()
        _ = try await bench.makePool("demo")
    }

    @Test(arguments: [
        ("/v1/pools/demp", "There is no pool \"demp\"; did you mean \"demo\"? there is only demo."),
        ("/v1/evaluation-sets/x", "There is no evaluation set \"x\"; there is only "),
        ("/v1/partitions/boks", "There is no partition \"boks\"; did you mean \"books\"? there are 2: books, web."),
        ("/v1/checkpoints/elephant", "; there are 3: demo base, demo books, demo web."),
        ("/v1/studies/s", "There is no study \"s\"; there is none yet."),
        ("/v1/training-runs/s", "There is no training run \"s\"; there is none yet."),
        ("/v1/jobs/x", "There is no job \"x\"; expected an id, job_…."),
    ])
    func aPathSaysWhatThereIs(path: String, sentence: String) async throws {
        let reply = try await bench.get(path)
        let detail = reply.problem?.detail ?? ""
        #expect(reply.status == 404 && detail.contains(sentence), "\(detail)")
    }

    @Test func aQueryParameterSaysWhatThereIs() async throws {
        let reply = try await bench.get("/v1/evaluations?pool=demp")
        #expect(reply.status == 400)
        #expect(reply.details.contains("did you mean \"demo\"? there is only demo"), "\(reply.details)")
    }

    @Test func aBodySaysWhatThereIsAtEachPlace() async throws {
        let item = #"{"pool":"demp","evaluation_set":"elephant","mixture":{"web":1}}"#
        let reply = try await bench.post("/v1/evaluations", json: #"{"evaluations":[\#(item),\#(item)]}"#)
        #expect(reply.status == 422)
        #expect(reply.details.contains("there is no pool \"demp\"; did you mean \"demo\"?"), "\(reply.details)")
        #expect(reply.details.contains("there is no evaluation set \"elephant\"; there is only "))
        let pool = #"{"name":"new","base":"demo bse","partitions":[{"partition":"wob","checkpoint":"demo web"}]}"#
        let refused = try await bench.post("/v1/pools", json: pool)
        #expect(refused.details.contains("did you mean \"demo base\"?"), "\(refused.details)")
        #expect(refused.details.contains("did you mean \"web\"?"), "\(refused.details)")
    }

    @Test func aMixtureOfAnUnknownPartitionNamesTheOneThatWasMeant() async throws {
        let item = #"{"pool":"demo","evaluation_set":"x","mixture":{"wob":1}}"#
        let reply = try await bench.post("/v1/evaluations", json: item)
        #expect(reply.details.contains("which has books, web; did you mean \"web\"?"), "\(reply.details)")
    }

    @Test func thousandsOfNamesAreCutAndCounted() async throws {
        for number in 10..<25 { _ = try await bench.makePartition("p\(number)", ["text \(number)"]) }
        let reply = try await bench.get("/v1/partitions/elephant")
        let detail = reply.problem?.detail ?? ""
        #expect(
            detail.hasSuffix("there are 17: books, p10, p11, p12, p13, p14, p15, p16, p17, p18 and 7 more."),
            "\(detail)")
    }
}
