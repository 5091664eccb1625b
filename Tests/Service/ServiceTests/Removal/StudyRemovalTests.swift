import API
import Foundation
import HTTPTypes
import Storage
import Studies
import Testing
import Words

@testable import Service

@Suite("Removing studies")
struct StudyRemovalTests {
    @Test func aStudyThatSearchesIsCancelledFirstAndLeavesItsEvaluations() async throws {
        let studies = try await StudyBench()
        let bench = studies.bench
        let study = try await studies.create("mistake", StudyDefinition(strategy: .outside))
        let suggested: StudySuggestions = try bench.expect(
            200, await bench.post("/v1/studies/mistake:suggest", StudySuggestionRequest(count: 1)))
        let told: StudyTrialResource = try bench.expect(
            200, await bench.post("/v1/studies/mistake:tell", StudyTelling(trial: suggested.trials[0].number)))
        let evaluation = try #require(told.evaluation)
        let reply = try await bench.send(.delete, "/v1/studies/mistake")
        #expect(reply.status == 409 && reply.details.contains("\(study.course.id) has not ended"), "\(reply.text)")
        #expect(try await bench.send(.post, "/v1/studies/mistake:cancel").status == 200)
        let removed: RemovalResource = try bench.expect(200, await bench.send(.delete, "/v1/studies/mistake"))
        #expect(removed.removed == [RecordCount(kind: .study, count: 1)])
        #expect(try await bench.get("/v1/studies/\(study.course.id)").status == 404)
        #expect(try await bench.get("/v1/evaluations/\(evaluation)").status == 200)
        let again = try await studies.create("mistake", StudyDefinition(strategy: .outside))
        #expect(again.course.id != study.course.id)
        #expect(try await bench.store.integrityProblems() == [])
    }
}
