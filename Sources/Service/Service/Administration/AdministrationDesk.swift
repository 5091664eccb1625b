import API
import HTTPServer
import HTTPTypes
import Jobs
import Storage

/// The health of the service, and what it says of itself.
struct AdministrationDesk: Sendable {
    let store: Store
    let jobs: JobQueue
    let freeSpace: FreeSpace
}

extension AdministrationDesk {
    /// Whether the database answers, the disk has room, and work is handed out.
    func readiness() async throws -> Response {
        var checks: [String: String] = [:]
        checks["database"] = await finding {
            try self.store.checkDamage()
            try await self.store.probeTables()
        }
        checks["disk"] = await finding { try await self.freeSpace.check() }
        checks["queue"] = jobs.isDraining ? "stopping: no work is handed out" : "ok"
        let isReady = checks.values.allSatisfy { $0 == "ok" }
        let health = HealthResource(status: isReady ? "ok" : "not ready", checks: checks)
        var response = try Answer(isReady ? .ok : .serviceUnavailable, health).response
        response.fields[.cacheControl] = "no-store"
        if !isReady { response.fields[.retryAfter] = "5" }
        return response
    }

    private func finding(_ check: @Sendable () async throws -> Void) async -> String {
        do {
            try await check()
            return "ok"
        } catch let error as StorageError {
            // Which table is damaged, and not where the data stand: that is no business of whoever asks.
            return error.code == .corrupted ? "\(error.subject): \(error.message)" : error.message
        } catch {
            return "\(error)"
        }
    }
}
