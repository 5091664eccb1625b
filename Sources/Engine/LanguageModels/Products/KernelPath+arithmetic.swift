public import Kernels

extension KernelPath {
    /// The path of this process in an arithmetic.
    public static func current(for arithmetic: Arithmetic) -> KernelPath {
        ProductUnit(arithmetic) == .oneDNN ? .currentWithOneDNN : .current
    }
}
