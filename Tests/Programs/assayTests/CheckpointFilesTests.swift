import Foundation
import TestSupport
import Testing

@testable import assay

/// What is given in the place of a checkpoint's folder is called what it is before anything is sent.
@Suite struct CheckpointFilesTests {
    private func refusal(_ path: String) -> String {
        do {
            return "accepted: \(try Checkpoints.files(of: path))"
        } catch {
            return "\(error)"
        }
    }

    @Test func aFileInThePlaceOfAFolderIsCalledWhatItIs() throws {
        let folder = try TemporaryFolder()
        for (name, words) in [("model.gguf", "GGUF"), ("pytorch_model.bin", "pickle"), ("notes", "is a file")] {
            let path = try folder.write(Array("GGUF".utf8), to: name)
            let text = refusal(path)
            #expect(text.contains("\(name): ") && text.contains(words) && !text.contains("NSCocoa"), "\(text)")
        }
        #expect(refusal(folder.path("absent")).contains("absent: there is no such folder"))
    }

    @Test func aFolderOfAnotherFormIsCalledWhatItIs() throws {
        let folder = try TemporaryFolder()
        try folder.write([1], to: "bin/pytorch_model.bin")
        try folder.write([1], to: "bin/config.json")
        try folder.write([1], to: "lora/adapter_config.json")
        try folder.write([1], to: "lora/adapter_model.safetensors")
        #expect(refusal(folder.path("bin")).contains("save_pretrained"))
        #expect(refusal(folder.path("lora")).contains("LoRA adapter"))
        try folder.write([1], to: "whole/config.json")
        try folder.write([1], to: "whole/model.safetensors")
        try folder.write([1], to: "whole/training_args.bin")
        #expect(try Checkpoints.files(of: folder.path("whole")) == ["config.json", "model.safetensors"])
    }
}
