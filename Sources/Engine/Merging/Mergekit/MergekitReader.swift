import Yams

/// Walks a file of mergekit's, and names the file and key of what it cannot use.
struct MergekitReader {
    let file: String

    func fault(_ key: String, _ message: String) -> MergekitError {
        MergekitError(file: file, key: key, message: message)
    }

    /// The top of a file.
    func root(of yaml: String) throws(MergekitError) -> Node {
        let node: Node?
        do {
            node = try Yams.compose(yaml: yaml)
        } catch {
            throw fault("", "is not YAML: \(error)")
        }
        guard let node else { throw fault("", "is empty; expected a merge_method and models") }
        return node
    }

    /// A mapping's members; a key that is not known is refused, with the reason where there is one.
    func members(
        of node: Node, at key: String, known: Set<String>, refused: [String: String] = [:]
    ) throws(MergekitError) -> [String: Node] {
        guard case .mapping(let mapping) = node else { throw fault(key, "expected keys and values") }
        var members: [String: Node] = [:]
        for (name, value) in mapping {
            let name = name.scalar?.string ?? ""
            let place = key.isEmpty ? name : "\(key).\(name)"
            if let reason = refused[name] {
                guard isNull(value) else { throw fault(place, reason) }
                continue
            }
            guard known.contains(name) else {
                throw fault(
                    place, "is not a key that is known here; expected " + known.sorted().joined(separator: ", "))
            }
            members[name] = value
        }
        return members
    }

    func items(of node: Node, at key: String) throws(MergekitError) -> [Node] {
        guard case .sequence(let items) = node, !items.isEmpty else { throw fault(key, "expected a list") }
        return Array(items)
    }

    func string(_ node: Node, at key: String) throws(MergekitError) -> String {
        guard let text = node.scalar?.string, !text.isEmpty else { throw fault(key, "expected text") }
        return text
    }

    /// A model's path.
    func path(_ node: Node, at key: String) throws(MergekitError) -> String {
        guard let text = node.scalar?.string, !text.isEmpty else {
            throw fault(key, "expected a model's folder as text")
        }
        guard !text.contains("+") else { throw fault(key, "is \"\(text)\"; a model with LoRA is not merged here") }
        return text
    }

    func isNull(_ node: Node) -> Bool { node.tag.rawValue.hasSuffix(":null") }
}
