import API
import StrictJSON

/// Has the service's complaints name the files that were sent, as whoever sent them calls them, and not the fields of
/// the request that carried them.
struct SentFiles {
    /// What was sent in the place of a field, by the field's JSON pointer.
    let files: [String: String]

    /// Runs a call.
    ///
    /// - Throws: `ProblemResource` whose errors name files, or whatever else the call throws.
    func naming<Value>(_ call: () async throws -> Value) async throws -> Value {
        do {
            return try await call()
        } catch let problem as ProblemResource {
            throw named(problem)
        }
    }

    func named(_ problem: ProblemResource) -> ProblemResource {
        var problem = problem
        problem.errors = problem.errors?.map(named)
        return problem
    }

    private func named(_ error: FieldError) -> FieldError {
        let owners = files.filter { error.pointer == $0.key || error.pointer.hasPrefix($0.key + "/") }
        guard let (pointer, file) = owners.max(by: { $0.key.count < $1.key.count }) else { return error }
        let place = error.pointer.dropFirst(pointer.count)
        // Files of a checkpoint are named by the service too.
        let name = "\(file.split(separator: "/").last ?? ""): "
        let detail = error.detail.hasPrefix(name) ? String(error.detail.dropFirst(name.count)) : error.detail
        return FieldError(pointer: .root, detail: "\(file): \(place)\(place.isEmpty ? "" : " ")\(detail)")
    }
}
