import CLAPACK
import Kernels

/// The routines of CLAPACK, their statuses as errors.
enum LAPACK {
    /// Calls a routine that returns no status.
    ///
    /// - Throws: ``LinearAlgebraError`` `memory` if OpenBLAS would find no room to multiply in.
    static func run(_ body: () -> Void) throws { try withRoom(body) }

    /// Calls a routine on the calling thread alone, once there is room for what OpenBLAS maps for it.
    private static func withRoom<Result>(_ body: () -> Result) throws -> Result {
        do {
            return try ProductMemory.whileMultiplying(body)
        } catch {
            throw LinearAlgebraError(.memory, error.message)
        }
    }

    /// Calls a routine, and throws what its status means.
    static func check(_ routine: String, positive code: LinearAlgebraError.Code, _ body: () -> Int32) throws {
        let status = try withRoom(body)
        switch status {
        case 0: return
        case ASSAY_LAPACK_NO_MEMORY: throw LinearAlgebraError(.memory, "\(routine): no memory for scratch")
        case ..<0: throw LinearAlgebraError(.argument, "\(routine): argument \(-status) was refused")
        default:
            throw LinearAlgebraError(
                code,
                code == .notPositiveDefinite
                    ? "\(routine): the leading minor of order \(status) is not positive"
                    : "\(routine): did not converge (\(status)); expected finite values")
        }
    }

    /// A dimension as LAPACK takes it.
    static func dimension(_ size: Int) throws -> Int32 {
        guard let dimension = Int32(exactly: size), dimension > 0 else {
            throw LinearAlgebraError(.shape, "a dimension is \(size); expected 1 to \(Int32.max)")
        }
        return dimension
    }
}
