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
        var file = MergekitFile.read(JSONValue(try root(of: yaml)), at: .root, findings: findings)
        if let summary = findings.summary { throw fault(summary.place, summary.message) }
        file?.name = self.file
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
            var members: [Member] = []
            var merged: [Member] = []
            for (key, value) in mapping {
                let value = JSONValue(value)
                if key.scalar?.string == "<<" {
                    // YAML's merge key: what the mapping itself says goes before, and earlier mappings before later.
                    for case .object(let others) in value.elements ?? [value] { merged += others }
                } else {
                    members.append(Member(key: Array((key.scalar?.string ?? "").utf8), value: value))
                }
            }
            for other in merged where !members.contains(where: { $0.key == other.key }) { members.append(other) }
            self = .object(members)
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
