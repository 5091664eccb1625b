import Foundation

/// The checkout that these tests were built from, as text.
struct Repository {
    struct SourceFile {
        /// Relative to the root, with `/` between parts.
        let path: String
        let text: String
        let lines: [Substring]

        init(path: String, text: String) {
            self.path = path
            self.text = text
            lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        }

        /// The wing that the file stands in: the first folder below `Sources` or `Tests`.
        var wing: String { part(1) }
        /// The target that the file belongs to: the second folder, a room of the wing.
        var target: String { part(2) }

        private func part(_ index: Int) -> String {
            let parts = path.split(separator: "/")
            return index < parts.count ? String(parts[index]) : ""
        }
    }

    let root: URL

    init(testFile: String = #filePath) {
        root = URL(filePath: testFile).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    }

    /// Every file below `folder` whose name ends in one of `extensions`, sorted by path.
    func files(below folder: String, extensions: Set<String>) throws -> [SourceFile] {
        let files = try Self.sources.get() + Self.tests.get()
        return files.filter {
            $0.path.hasPrefix("\(folder)/") && extensions.contains(($0.path as NSString).pathExtension)
        }
    }

    // Read once, for all tests.
    private static let sources = Result { try Repository().read("Sources") }
    private static let tests = Result { try Repository().read("Tests") }

    private func read(_ folder: String) throws -> [SourceFile] {
        let start = root.appending(path: folder)
        let paths = try FileManager.default.subpathsOfDirectory(atPath: start.path)
        return try paths.sorted().filter { ["swift", "c", "h", "py"].contains(($0 as NSString).pathExtension) }.map {
            SourceFile(
                path: "\(folder)/\($0)", text: try String(contentsOf: start.appending(path: $0), encoding: .utf8))
        }
    }

    func text(of path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// The wings, in the order of import.
    static let wings = ["Libraries", "Foundations", "Science", "Engine", "Wire", "Service", "Programs"]

    /// The names of the targets, in the order in which the manifest lists them: each may import those above it.
    func targetsInOrder() throws -> [String] {
        let manifest = try text(of: "Package.swift")
        let pattern = /\.(?:library|room|program)\(\s*(?:\.[a-z]+,\s*)?"([^"]+)"/
        return manifest.matches(of: pattern).map { String($0.1) }
    }
}

extension Repository.SourceFile {
    /// The modules that the file imports, with the line of each.
    var imports: [(line: Int, module: String)] {
        lines.enumerated().compactMap { index, line in
            // `@testable public import struct Module.Type`: the module follows `import` and the kind, if one is there.
            guard let first = line.utf8.first, Self.importInitials.contains(first) else { return nil }
            let words = line.split(separator: " ")
            guard let place = words.firstIndex(of: "import"), words[..<place].allSatisfy(Self.isImportModifier) else {
                return nil
            }
            let name = words[(place + 1)...].first { !Self.importKinds.contains(String($0)) }
            return name.map { (index + 1, String($0.prefix { $0 != "." })) }
        }
    }

    /// What a line with an import begins with: `import`, `public`, `package`, `private`, an attribute.
    private static let importInitials = Array("ip@".utf8)

    private static let importKinds: Set = ["struct", "class", "enum", "protocol", "func", "typealias", "let", "var"]

    private static func isImportModifier(_ word: Substring) -> Bool {
        word.hasPrefix("@") || ["public", "package", "internal", "private"].contains(word)
    }

    /// Lines that hold any of the texts, as `path:line`.
    func places(holding texts: [String]) -> [String] {
        // Few files hold any, which C's search tells many times as quickly as a search for characters in each line.
        let found = texts.filter { strstr(text, $0) != nil }
        guard !found.isEmpty else { return [] }
        return lines.enumerated().filter { _, line in found.contains { line.range(of: $0, options: .literal) != nil } }
            .map { "\(path):\($0.offset + 1)" }
    }
}
