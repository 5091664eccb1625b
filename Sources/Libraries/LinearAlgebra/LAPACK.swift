import CLAPACK

/// The routines of CLAPACK, their statuses as errors.
enum LAPACK {
    /// OpenBLAS reads how many threads to use once for a process; work is cut into threads above it, so it has none.
    private static let onOneThread: Void = assay_lapack_use_one_thread()

    /// Calls a routine that returns no status.
    static func run(_ body: () -> Void) {
        onOneThread
        body()
    }

    /// Calls a routine, and throws what its status means.
    static func check(_ routine: String, positive code: LinearAlgebraError.Code, _ body: () -> Int32) throws {
        onOneThread
        let status = body()
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
