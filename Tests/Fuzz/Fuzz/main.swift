import CLibFuzzer
import Foundation

// usage: Fuzz safetensors|folder|config|tokenizer ARGUMENT OF libFuzzer…
// Nothing that an input holds may end the process: a trap of Swift counts as a crash, as a fault of memory does.

let callbacks: [String: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt] = [
    "safetensors": { data, size in
        readSafetensors(UnsafeRawBufferPointer(start: data, count: size))
        return 0
    },
    "folder": { data, size in
        readFolder(UnsafeRawBufferPointer(start: data, count: size))
        return 0
    },
    "config": { data, size in
        readConfiguration(UnsafeRawBufferPointer(start: data, count: size))
        return 0
    },
    "tokenizer": { data, size in
        readTokenizer(UnsafeRawBufferPointer(start: data, count: size))
        return 0
    },
]

guard let name = CommandLine.arguments.dropFirst().first, let callback = callbacks[name] else {
    FileHandle.standardError.write(Data("usage: Fuzz \(callbacks.keys.sorted().joined(separator: "|")) …\n".utf8))
    exit(64)
}
var arguments = ([CommandLine.arguments[0]] + CommandLine.arguments.dropFirst(2)).map { strdup($0) } + [nil]
var count = CInt(arguments.count - 1)
exit(
    arguments.withUnsafeMutableBufferPointer { buffer in
        var start = buffer.baseAddress
        return LLVMFuzzerRunDriver(&count, &start, callback)
    })
