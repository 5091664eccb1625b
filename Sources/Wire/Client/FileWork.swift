import Dispatch
import Foundation

/// Runs file work, which blocks, on a queue beside Swift's cooperative pool.
enum FileWork {
    private static let queue = DispatchQueue(label: "assay.client.files", attributes: .concurrent)

    static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { @Sendable in continuation.resume(with: Result(catching: body)) }
        }
    }

    static func run(_ body: @escaping @Sendable () -> Void) async {
        await withCheckedContinuation { continuation in
            queue.async { @Sendable in
                body()
                continuation.resume()
            }
        }
    }

    static func size(ofFileAt path: String) throws -> Int64 {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw ClientError(.file, message: "\(path): cannot be read: \(String(cString: strerror(errno)))")
        }
        return Int64(status.st_size)
    }
}
