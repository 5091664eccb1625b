import Foundation

/// The checkout that these tests were built from, as text.
struct Repository {
    struct SourceFile {
        /// Relative to the root, with `/` between parts.
        let path: String
        let lines: [Substring]

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
        let start = root.appending(path: folder)
        let paths = try FileManager.default.subpathsOfDirectory(atPath: start.path)
        return try paths.sorted().filter { extensions.contains(($0 as NSString).pathExtension) }.map { path in
            let text = try String(contentsOf: start.appending(path: path), encoding: .utf8)
            return SourceFile(
                path: "\(folder)/\(path)", lines: text.split(separator: "\n", omittingEmptySubsequences: false))
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
            let words = line.split(separator: " ")
            guard let place = words.firstIndex(of: "import"), words[..<place].allSatisfy(Self.isImportModifier) else {
                return nil
            }
            let name = words[(place + 1)...].first { !Self.importKinds.contains(String($0)) }
            return name.map { (index + 1, String($0.prefix { $0 != "." })) }
        }
    }

    private static let importKinds: Set = ["struct", "class", "enum", "protocol", "func", "typealias", "let", "var"]

    private static func isImportModifier(_ word: Substring) -> Bool {
        word.hasPrefix("@") || ["public", "package", "internal", "private"].contains(word)
    }

    /// Lines that hold any of the texts, as `path:line`.
    func places(holding texts: [String]) -> [String] {
        lines.enumerated().filter { _, line in texts.contains { line.range(of: $0, options: .literal) != nil } }
            .map { "\(path):\($0.offset + 1)" }
    }
}
