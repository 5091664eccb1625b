import Foundation
import Testing

@testable import StrictJSON

/// Reading of objects that are no requests' bodies.
@Suite struct ObjectReaderTests {
    private func read<Value>(
        _ text: String, _ findings: Findings, _ body: (ObjectReader) -> Value?
    ) throws -> Value? {
        ObjectReader.read(try JSONValue(parsing: Data(text.utf8)), findings: findings, body)
    }

    @Test func nestedObjectsAreReadWhereTheyStand() throws {
        let findings = Findings()
        let sum = try read(#"{"a": 1, "b": {"c": 2, "d": null}, "e": null}"#, findings) { fields -> Int? in
            let own = fields.required("a", as: Int.self)
            let inner = fields.object("b") { fields -> Int? in
                #expect(fields.mentions("d") && !fields.has("d") && !fields.mentions("f"))
                return fields.value("c")?.integer
            }
            #expect(fields.object("e") { _ in 7 } == nil, "null is absent")
            guard let own, let inner else { return nil }
            return own + inner
        }
        #expect(sum == 3 && findings.errors == [])
        _ = try read(#"{"b": {"c": 2}}"#, findings) { $0.object("b") { _ in 1 } }
        _ = try read(#"{"b": 5}"#, findings) { $0.object("b") { _ in 1 } }
        #expect(findings.errors.map(\.pointer) == ["/b/c", "/b"])
    }

    @Test func whatNobodyAskedForIsSaidByTheReadersOwnWords() throws {
        let findings = Findings()
        _ = try read(#"{"known": 1, "inert": 2, "odd": 3, "odder": 4}"#, findings) { fields in
            fields.complaintAboutUnknown = { $0 == "odd" ? nil : "is strange" }
            fields.ignore(["inert", "absent"])
            return fields.value("known")
        }
        #expect(findings.errors.map { "\($0.pointer): \($0.detail)" } == ["/odder: is strange"])
        #expect(findings.areUnsupported)
        findings.add(.root, "is wrong")
        #expect(!findings.areUnsupported)
    }

    /// U+212A, the sign for kelvins, is canonically a K.
    @Test func aNameThatIsCanonicallyAnotherIsAnotherName() throws {
        let findings = Findings()
        let value = try read("{\"\u{212A}\": 1}", findings) { $0.optional("K", as: Int.self) }
        #expect(value == nil && findings.errors.count == 1)
    }

    @Test func placesReadAsPathsOfKeys() {
        let place = JSONPointer.root.appending("a").appending(3).appending("b/c~d").appending("e")
        #expect(place.keyPath == "a[3].b/c~d.e")
        #expect(JSONPointer.root.keyPath.isEmpty && JSONPointer.root.appending(0).keyPath == "[0]")
    }

    @Test func aSummaryNamesTheFirstPlaceAndSaysTheFirstErrors() {
        let findings = Findings()
        #expect(findings.summary == nil)
        findings.add(JSONPointer.root.appending("a"), "is 1")
        #expect(findings.summary?.place == "a" && findings.summary?.message == "is 1")
        findings.add(.root, "is odd")
        for index in 0..<8 { findings.add(JSONPointer.root.appending("b").appending(index), "is 2") }
        let message = findings.summary?.message ?? ""
        #expect(message.hasPrefix("is 1; also is odd; also b[0]: is 2; "))
        #expect(message.hasSuffix("; also b[5]: is 2; and 2 more"))
    }

    @Test func theLayoutOfFoundationIsFoundations() throws {
        let text = #"{"a": {"b": [1, "x\"\n", true, null], "c": -2.5e-07}, "d": 10000}"#
        let expected = try JSONSerialization.data(
            withJSONObject: JSONSerialization.jsonObject(with: Data(text.utf8)), options: [.prettyPrinted, .sortedKeys])
        let own = try JSONValue(parsing: Data(text.utf8)).serializedAsFoundation()
        #expect(String(decoding: own, as: UTF8.self) == String(decoding: expected, as: UTF8.self))
    }
}
