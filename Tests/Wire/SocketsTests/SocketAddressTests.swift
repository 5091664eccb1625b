import Sockets
import Testing

@Suite struct SocketAddressTests {
    @Test(arguments: ["127.0.0.1:8080", "[::1]:0", "name.example:443", "unix:/run/assay.sock"])
    func anAddressReadsWhatItWrites(text: String) throws {
        #expect(SocketAddress(text)?.description == text)
    }

    @Test(arguments: [
        "", "8080", "host", "host:", "host:65536", "host:-1", "::1:80", "[::1]", "[host]:80", "a b:1", "unix:",
    ])
    func whatIsNoAddressIsRefused(text: String) {
        #expect(SocketAddress(text) == nil)
    }

    @Test func onlyThisMachineReachesALoopbackAddress() {
        for text in ["127.0.0.1:1", "127.9.9.9:1", "[::1]:1", "localhost:1", "unix:/x"] {
            #expect(SocketAddress(text)?.isLoopback == true)
        }
        for text in ["0.0.0.0:1", "[::]:1", "127.0.0.1.example:1", "10.0.0.1:1", "127.1:1"] {
            #expect(SocketAddress(text)?.isLoopback == false)
        }
    }
}
