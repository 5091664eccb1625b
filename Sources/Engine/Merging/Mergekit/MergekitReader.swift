import StrictJSON
import Yams

/// Reads a file of mergekit's, and names the file and key of what it cannot use.
struct MergekitReader {
    let file: String

    func fault(_ key: String, _ message: String) -> MergekitError {
        MergekitError(file: file, key: key, message: message)
    }

    /// What stands in a file.
    ///
    /// - Throws: ``MergekitError`` with everything that is wrong, at the first key at fault.
    func file(_ yaml: String) throws(MergekitError) -> MergekitFile {
        let findings = Findings()
        let file = MergekitFile.read(JSONValue(try root(of: yaml)), at: .root, findings: findings)
        if let summary = findings.summary { throw fault(summary.place, summary.message) }
        guard let file else { throw fault("", "cannot be read") }
        return file
    }

    private func root(of yaml: String) throws(MergekitError) -> Node {
        let node: Node?
        do {
            node = try Yams.compose(yaml: yaml)
        } catch {
            throw fault("", "is not YAML: \(error)")
        }
        guard let node else { throw fault("", "is empty; expected a merge_method and models") }
        return node
    }
}

extension JSONValue {
    /// A node of YAML: a scalar that is neither null nor a truth value is the text that stands there, so that what is
    /// taken for a number is its reader's to decide.
    fileprivate init(_ node: Node) {
        switch node {
        case .mapping(let mapping):
            self = .object(
                mapping.map { key, value in Member(key: Array((key.scalar?.string ?? "").utf8), value: JSONValue(value))
                })
        case .sequence(let items): self = .array(items.map { JSONValue($0) })
        default:
            let scalar = node.scalar ?? Node.Scalar("")
            if node.tag.rawValue.hasSuffix(":null") {
                self = .null
            } else if node.tag.rawValue.hasSuffix(":bool"), let value = Bool.construct(from: scalar) {
                self = .boolean(value)
            } else {
                self = .text(scalar.string)
            }
        }
    }
}
