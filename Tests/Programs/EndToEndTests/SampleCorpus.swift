import API
import Foundation

/// Real text that every Debian machine has, cut into documents: licences.
struct SampleCorpus {
    /// Documents of one domain, none twice.
    struct Domain {
        let name: String
        let training: [String]
        let evaluation: [String]
    }

    let domains: [Domain]

    /// Cuts each licence into documents of some hundred bytes; every fourth is for evaluation.
    init(_ licences: [String] = ["GPL-2", "Apache-2.0", "MPL-1.1"]) throws {
        var seen: Set<String> = []
        domains = try licences.map { licence in
            let text = try String(contentsOfFile: "/usr/share/common-licenses/\(licence)", encoding: .utf8)
            let documents = Self.documents(of: text).filter { seen.insert($0).inserted }
            let numbered = documents.enumerated()
            return Domain(
                name: licence.lowercased(),
                training: numbered.filter { $0.offset % 4 != 3 }.map(\.element),
                evaluation: Array(numbered.filter { $0.offset % 4 == 3 }.map(\.element).prefix(4)))
        }
    }

    /// The evaluation documents of all domains, as JSON lines.
    func evaluationLines() throws -> [UInt8] {
        try domains.flatMap { domain in
            try Self.lines(domain.evaluation, domain: domain.name)
        }
    }

    /// One object a line.
    static func lines(_ documents: [String], domain: String? = nil) throws -> [UInt8] {
        try documents.flatMap { text in
            var object = ["text": text]
            object["domain"] = domain
            return try JSONCoder.encode(object) + [UInt8(ascii: "\n")]
        }
    }

    private static func documents(of text: String) -> [String] {
        var documents: [String] = []
        var pending = ""
        for paragraph in text.components(separatedBy: "\n\n") where !paragraph.allSatisfy(\.isWhitespace) {
            pending += pending.isEmpty ? paragraph : "\n\n" + paragraph
            guard pending.utf8.count >= 400 else { continue }
            documents.append(pending)
            pending = ""
        }
        return documents
    }
}
