import Kernels
import Testing

@Suite("The kernels of a process")
struct KernelPathTests {
    @Test("What runs here is named")
    func current() {
        let path = KernelPath.current
        #expect(path.blasVersion.first?.isNumber == true)
        #expect(!path.blasCore.isEmpty)
        #expect(["x86-64-v4", "x86-64-v3", "default"].contains(path.instructionSet))
        #expect("\(path)" == "OpenBLAS \(path.blasVersion) \(path.blasCore), Assay \(path.instructionSet)")
    }

    @Test("A process inherits the preferred core type and one BLAS thread, whatever stood there")
    func environment() {
        let made = KernelPath.environment(from: ["PATH": "/bin", "OPENBLAS_CORETYPE": "Prescott"])
        #expect(made["PATH"] == "/bin")
        #expect(made["OPENBLAS_NUM_THREADS"] == "1")
        #expect(made["OPENBLAS_CORETYPE"] == KernelPath.preferredCoreType ?? "Prescott")
        #expect(KernelPath.environment(from: made) == made)
    }

    @Test("A core type that the user names goes before the preferred one")
    func override() {
        let made = KernelPath.environment(from: ["ASSAY_CORETYPE": "HASWELL", "OPENBLAS_CORETYPE": "SKYLAKEX"])
        #expect(made["OPENBLAS_CORETYPE"] == "HASWELL")
    }

    @Test("The preferred core type follows the instruction set")
    func preferred() {
        let expected = ["x86-64-v4": "SKYLAKEX", "x86-64-v3": "HASWELL"]
        #expect(KernelPath.preferredCoreType == expected[KernelPath.current.instructionSet])
    }
}
