import Foundation
import Mixtures
import Testing

@Suite struct MixtureTests {
    func faults(_ weights: [String: Double], partitions: Set<String>? = nil, normalize: Bool = false) -> [String] {
        do throws(MixtureError) {
            _ = try Mixture(weights, partitions: partitions, normalize: normalize)
            return []
        } catch {
            return error.faults.map(\.description)
        }
    }

    @Test func keepsValidWeightsAsTheyAre() throws {
        let mixture = try Mixture(["man": 0.25, "perl": 0.75, "c": 0], partitions: ["man", "perl", "c", "doc"])
        #expect(mixture["man"] == 0.25 && mixture["c"] == 0 && mixture["doc"] == 0)
        #expect(mixture.support == ["man", "perl"] && mixture.size == 2)
        #expect(mixture.description == "man 0.25 + perl 0.75")
    }

    @Test func namesEveryFaultAtOnce() {
        let found = faults(
            ["a": -0.5, "b": .nan, "c": .infinity, "x": 0.5], partitions: ["a", "b", "c"])
        #expect(
            found == [
                "\"a\": is -0.5; expected a weight of 0 or more",
                "\"b\": is not a number; expected a weight from 0 to 1",
                "\"c\": is infinite; expected a weight from 0 to 1",
                "\"x\": is not a partition of this pool, which has a, b, c",
            ])
    }

    @Test func whatAnOptimiserLeavesBelowZeroIsZero() throws {
        let mixture = try Mixture(["a": 1, "b": -1.2e-17, "c": -1e-9])
        #expect(mixture["b"] == 0 && mixture["b"].sign == .plus && mixture["c"] == 0)
        #expect(mixture.support == ["a"])
        #expect(faults(["a": 1, "b": -1.1e-9]) == ["\"b\": is -1.1e-09; expected a weight of 0 or more"])
    }

    @Test func aSumThatIsOffByTheToleranceIsWithinIt() throws {
        _ = try Mixture(["a": 0.5, "b": 0.499999])
        _ = try Mixture(["a": 0.5, "b": 0.500001])
    }

    @Test func refusesNoWeightsAtAll() {
        #expect(faults([:]) == ["is empty: give at least one partition a weight above 0"])
        #expect(faults(["a": 0, "b": 0]) == ["all weights are 0; expected at least one above 0"])
        #expect(faults(["a": 0], normalize: true) == ["all weights are 0; expected at least one above 0"])
    }

    @Test func saysTheSumAndOffersToNormalize() {
        #expect(
            faults(["a": 0.5, "b": 0.25]) == [
                "the weights sum to 0.75; expected 1 within 1e-06, or \"normalize\": true to have them divided by their sum"
            ])
    }

    @Test func toleratesASumWithinAMillionth() {
        #expect(faults(["a": 0.5, "b": 0.500_000_9]).isEmpty)
        #expect(faults(["a": 0.5, "b": 0.499_999_1]).isEmpty)
        #expect(faults(["a": 0.5, "b": 0.500_001_1]).count == 1)
        #expect(faults(["a": 0.5, "b": 0.499_998_9]).count == 1)
    }

    @Test func normalizesOnRequest() throws {
        let mixture = try Mixture(["a": 3, "b": 1], normalize: true)
        #expect(mixture.weights == ["a": 0.75, "b": 0.25])
        #expect(throws: MixtureError.self) {
            try Mixture(["a": .greatestFiniteMagnitude, "b": .greatestFiniteMagnitude], normalize: true)
        }
    }

    @Test func readsAndWritesThePlainObject() throws {
        let mixture = try JSONDecoder().decode(Mixture.self, from: Data(#"{"a": 0.5, "b": 0.5}"#.utf8))
        #expect(try JSONDecoder().decode(Mixture.self, from: JSONEncoder().encode(mixture)) == mixture)
        #expect(throws: MixtureError.self) {
            try JSONDecoder().decode(Mixture.self, from: Data(#"{"a": 0.5}"#.utf8))
        }
    }

    @Test func uniformWeightsAreEqual() throws {
        let mixture = try Mixture.uniform(over: ["a", "b", "c", "c"])
        #expect(mixture.size == 3 && mixture.isUniform)
        #expect(try Mixture(["a": 0.6, "b": 0.4]).isUniform == false)
        #expect(throws: MixtureError.self) { try Mixture.uniform(over: []) }
    }
}
