import Foundation
import Testing

/// The house: seven wings, each target importing only upwards.
@Suite struct WingTests {
    let repository = Repository()

    @Test func sourcesAndTestsStandInTheSevenWings() throws {
        for folder in ["Sources", "Tests"] {
            let names = try FileManager.default.contentsOfDirectory(
                atPath: repository.root.appending(path: folder).path)
            let folders = Set(names.filter { !$0.hasSuffix(".md") }).subtracting([
                "Conformance", "RepositoryTests", "TestSupport", "CReferenceKernels", "Fuzz",
            ])
            #expect(folders == Set(Repository.wings), "\(folder)")
        }
    }

    @Test func aTargetImportsOnlyTargetsAboveIt() throws {
        let order = try repository.targetsInOrder()
        #expect(order.contains("Storage"))
        let rank = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($0.element, $0.offset) })
        for file in try repository.files(below: "Sources", extensions: ["swift"]) {
            let own = try #require(rank[file.target], "\(file.path) belongs to no target")
            for (line, module) in file.imports {
                guard let imported = rank[module] else { continue }
                #expect(imported < own, "\(file.path):\(line) imports \(module), which stands below \(file.target)")
            }
        }
    }

    @Test func theManifestListsTheTargetsWingByWing() throws {
        let rooms = try rooms()
        let wings = try repository.targetsInOrder().map { try #require(rooms[$0], "\($0) has no folder") }
        let ranks = wings.compactMap(Repository.wings.firstIndex)
        #expect(ranks.count == wings.count)
        #expect(ranks == ranks.sorted())
    }

    @Test func everyRoomStandsOnThePageAboutTheHouse() throws {
        let page = try repository.text(of: "Sources/README.md")
        for (room, wing) in try rooms() {
            #expect(page.contains("`\(room)`"), "\(wing)/\(room) is missing in Sources/README.md")
        }
        #expect(page.split(separator: "\n", omittingEmptySubsequences: false).count <= 140, "a page")
    }

    @Test func testsStandInTheWingOfTheirTarget() throws {
        let rooms = try rooms()
        for wing in Repository.wings {
            let folder = repository.root.appending(path: "Tests/\(wing)").path
            for tests in try FileManager.default.contentsOfDirectory(atPath: folder) where tests != "EndToEndTests" {
                let target = tests.hasSuffix("Tests") ? String(tests.dropLast(5)) : tests
                #expect(rooms[target] == wing, "Tests/\(wing)/\(tests)")
            }
        }
    }

    /// Target → the wing whose folder it stands in.
    private func rooms() throws -> [String: String] {
        var rooms: [String: String] = [:]
        for wing in Repository.wings {
            let folder = repository.root.appending(path: "Sources/\(wing)").path
            for room in try FileManager.default.contentsOfDirectory(atPath: folder) { rooms[room] = wing }
        }
        return rooms
    }
}
