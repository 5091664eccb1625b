import Foundation

#if canImport(Glibc)
    import Glibc
#endif

extension KernelPath {
    /// The environment in which a process loads the best kernels, made from one it would inherit.
    ///
    /// `ASSAY_CORETYPE` overrides what the processor is found to prefer, for comparisons.
    public static func environment(from inherited: [String: String]) -> [String: String] {
        var environment = inherited
        if let core = inherited["ASSAY_CORETYPE"] ?? preferredCoreType { environment["OPENBLAS_CORETYPE"] = core }
        // Assay brings its own threads; the library's would only wait.
        environment["OPENBLAS_NUM_THREADS"] = "1"
        return environment
    }

    /// Replaces this process by itself with ``environment(from:)``, if that differs from what it runs in.
    ///
    /// Called first thing by every executable that computes. Process id, descriptors and arguments stay. Where the
    /// environment is right already, or the process cannot be replaced, it returns and the program goes on: slower,
    /// with the same scores to 1e-6.
    ///
    /// - Parameter environment: that of this process unless another is given.
    public static func restartOnce(
        environment: [String: String]? = nil, arguments: [String] = CommandLine.arguments
    ) {
        let inherited = environment ?? ProcessInfo.processInfo.environment
        let mark = "ASSAY_RESTARTED"
        var wanted = Self.environment(from: inherited)
        guard wanted != inherited, inherited[mark] == nil else { return }
        wanted[mark] = "1"
        let words = arguments.map { strdup($0) } + [nil]
        let settings = wanted.map { strdup("\($0.key)=\($0.value)") } + [nil]
        execve("/proc/self/exe", words, settings)
        for pointer in words + settings { free(pointer) }
    }
}
