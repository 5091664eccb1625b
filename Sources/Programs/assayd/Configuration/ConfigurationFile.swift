import Foundation
import Yams

/// A YAML configuration file, read for its keys.
///
/// A configuration reader asks for the keys that it knows and can never tell of one that it does not, so a misspelled
/// key would be dropped in silence: this pass over the parsed file refuses it by name.
struct ConfigurationFile {
    let path: String
    private let root: Node?

    init(path: String) throws {
        self.path = path
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ConfigurationError(source: path, message: "cannot be read", isUnreadable: true)
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw ConfigurationError(source: path, message: "is not UTF-8")
        }
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            throw ConfigurationError(source: path, message: "is not YAML: \(error)")
        }
    }

    /// Whether the file sets anything at all: one that holds comments only is as good as none.
    var isEmpty: Bool {
        guard let root else { return true }
        if case .scalar(let scalar) = root { return scalar.string.isEmpty }
        return false
    }

    /// Refuses a key that is not among the names, and a level that holds another thing than keys.
    ///
    /// - Throws: ``ConfigurationError`` with the key's name, and the one that was probably meant.
    func validate(against names: Set<String>) throws {
        guard let root, !isEmpty else { return }
        guard case .mapping(let mapping) = root else {
            throw ConfigurationError(source: path, message: "must hold keys at its top, as `data: FOLDER`")
        }
        try validate(mapping, under: "", against: names)
    }

    private func validate(_ mapping: Node.Mapping, under prefix: String, against names: Set<String>) throws {
        for (key, value) in mapping {
            let name = prefix + (key.string ?? "")
            let isGroup = names.contains { $0.hasPrefix(name + ".") }
            switch value {
            case .mapping(let inner) where isGroup:
                try validate(inner, under: name + ".", against: names)
            case .scalar(let scalar) where isGroup && scalar.string.isEmpty:
                continue
            case _ where isGroup:
                throw ConfigurationError(source: path, key: name, message: "must hold keys of its own")
            case _ where !names.contains(name):
                throw ConfigurationError(
                    source: path, key: name, message: "unknown key\(ServeKeys.suggestion(for: name))")
            case .mapping:
                throw ConfigurationError(source: path, key: name, message: "must hold a value, not keys")
            default: continue
            }
        }
    }
}
