import Foundation
import Testing

/// The picture of the house that `Sources/README.md` shows: what each room imports, drawn from the sources themselves.
@Suite struct HousePictureTests {
    let repository = Repository()

    @Test func thePageShowsWhatTheSourcesImport() throws {
        let picture = try picture()
        let page = try repository.text(of: "Sources/README.md")
        #expect(page.contains("```\n\(picture)\n```"), "Sources/README.md must show this picture:\n\(picture)")
    }

    /// One line a room, in the order of the manifest: the wing where it begins, the room, and what it imports.
    private func picture() throws -> String {
        let order = try repository.targetsInOrder()
        let rank = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($0.element, $0.offset) })
        var imports: [String: Set<String>] = [:]
        var wings: [String: String] = [:]
        for file in try repository.files(below: "Sources", extensions: ["swift", "h"]) {
            wings[file.target] = file.wing
            imports[file.target, default: []].formUnion(file.imports.map(\.module).filter { rank[$0] != nil })
        }
        var seen: Set<String> = []
        return order.map { room in
            let wing = wings[room] ?? ""
            let imported = imports[room, default: []].sorted { (rank[$0] ?? 0, $0) < (rank[$1] ?? 0, $1) }
            let head = padded(seen.insert(wing).inserted ? wing : "", 12) + padded(room, 15)
            return imported.isEmpty ? head.trimmed : "\(head)← \(imported.joined(separator: " "))"
        }.joined(separator: "\n")
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
}

extension String {
    fileprivate var trimmed: String { replacing(#/ +$/#, with: "") }
}
