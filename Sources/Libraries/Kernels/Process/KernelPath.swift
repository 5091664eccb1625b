import CBLASKernels

/// Which compiled kernels a score came from.
///
/// It is kept with the score: on another path it may differ by 1e-6.
public struct KernelPath: Codable, Hashable, Sendable {
    /// OpenBLAS's version, such as `0.3.21`.
    public let blasVersion: String
    /// The core type whose kernels OpenBLAS took, such as `SkylakeX`.
    public let blasCore: String
    /// The instruction set that Assay's own kernels were compiled for, such as `x86-64-v4`.
    public let instructionSet: String
    /// oneDNN's version, such as `2.6.3`, where it computed the products.
    public private(set) var dnnlVersion: String?

    /// The path of this process in f32.
    public static let current = KernelPath(
        blasVersion: version(in: String(cString: assay_blas_configuration())),
        blasCore: String(cString: assay_blas_core()), instructionSet: String(cString: assay_clone()))

    /// The path of this process where oneDNN computes the products.
    package static var currentWithOneDNN: KernelPath {
        var path = current
        path.dnnlVersion = BF16Unit.libraryVersion
        return path
    }

    /// The value that `OPENBLAS_CORETYPE` should have on this processor, or `nil` to let OpenBLAS choose.
    ///
    /// The library reads the variable once, when it is loaded, so it must stand in the environment before a process
    /// starts: see ``restartOnce(environment:arguments:)``, and set it for every worker that is started.
    public static var preferredCoreType: String? {
        assay_preferred_core_type().map { String(cString: $0) }
    }

    /// Makes every product run on the thread that asks for it; once a process.
    package static func prepare() { _ = prepared }

    private static let prepared: Void = assay_blas_use_one_thread()

    private static func version(in configuration: String) -> String {
        configuration.split(separator: " ").dropFirst().first.map(String.init) ?? configuration
    }
}

extension KernelPath: CustomStringConvertible {
    public var description: String {
        let dnnl = dnnlVersion.map { ", oneDNN \($0)" } ?? ""
        return "OpenBLAS \(blasVersion) \(blasCore)\(dnnl), Assay \(instructionSet)"
    }
}
