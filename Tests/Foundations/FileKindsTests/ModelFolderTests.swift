import FileKinds
import Testing

@Suite struct ModelFolderTests {
    @Test(arguments: [
        (["adapter_config.json", "adapter_model.safetensors"], "adapter_config.json", "LoRA adapter"),
        (["config.json", "pytorch_model-00001-of-00002.bin"], "pytorch_model-00001-of-00002.bin", "pickle"),
        (["model.Q8_0.gguf"], "model.Q8_0.gguf", "GGUF"),
        (["config.json", "tf_model.h5"], "tf_model.h5", "TensorFlow"),
        (["config.json", "flax_model.msgpack"], "flax_model.msgpack", "Flax"), (["model.onnx"], "model.onnx", "ONNX"),
        (["training_args.bin", "weights.safetensors"], "weights.safetensors", "under this name"),
    ])
    func tellsAModelInAnotherFormByItsNames(files: [String], file: String, words: String) throws {
        let found = try #require(ModelFolder.otherForm(in: files, of: "mine"))
        #expect(found.file == file && found.complaint.contains(words), "\(found)")
    }

    @Test(arguments: [["config.json", "model.safetensors"], ["training_args.bin", "optimizer.pt"], ["notes.txt"], []])
    func saysNothingOfOthers(files: [String]) {
        #expect(ModelFolder.otherForm(in: files, of: "mine") == nil)
    }
}
