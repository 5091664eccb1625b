import Foundation
import LinearAlgebra
import Testing

@Suite struct LinearAlgebraMemoryTests {
    /// OpenBLAS asks the system again and again, for ever, for the memory that a thread multiplies in.
    @Test func aProductUnderALimitOfMemoryIsAnErrorWhereOpenBLASWouldAskForEver() async {
        await #expect(processExitsWith: .success) {
            let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
            let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmData:") })
            let held = try #require(line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { UInt($0) })
            // Room for what a test takes, and not for the 128 MiB of a thread's products.
            let bytes = rlim_t(held * 1_024 + 64 << 20)
            var limit = rlimit(rlim_cur: bytes, rlim_max: bytes)
            try #require(setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit) == 0)
            let matrix = try Matrix(rows: [[2, 1], [1, 2]])
            for attempt in [{ _ = try matrix.times(matrix) }, { _ = try Cholesky(matrix) }] {
                let error = #expect(throws: LinearAlgebraError.self) { try attempt() }
                try #require(error?.code == .memory)
                try #require(error?.detail.contains("128 MiB") == true)
            }
        }
    }
}
