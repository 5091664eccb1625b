/// What people send where a checkpoint is expected, told by the names of files: adapters, pickles, other formats.
public enum ModelFolder {
    private static let pickles = [".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle"]
    private static let others = [
        (".gguf", FileKind.gguf.sentence), (".ggml", FileKind.gguf.sentence),
        (".h5", "holds the model for TensorFlow; save it as safetensors by `transformers`"),
        (".msgpack", "holds the model for Flax; save it as safetensors by `transformers`"),
        (".onnx", "is ONNX; use the model's safetensors, as `transformers` saves it"),
        (".nemo", "is of NeMo; convert the model for `transformers`, and save it as safetensors"),
    ]

    /// The file that tells in which other form a folder holds a model, and what to do about it; `nil` if none does.
    ///
    /// - Parameters:
    ///   - files: the names of the files in the folder.
    ///   - folder: its name, for the line that converts it.
    public static func otherForm(
        in files: some Sequence<String>, of folder: String
    ) -> (file: String, complaint: String)? {
        let files = files.sorted()
        if let adapter = files.first(where: { $0 == "adapter_config.json" || $0 == "adapter_model.safetensors" }) {
            return (
                adapter,
                "is of a LoRA adapter, which is no model by itself; merge it into its base with `python -c \"from peft "
                    + "import AutoPeftModelForCausalLM as M; M.from_pretrained('\(folder)').merge_and_unload()"
                    + ".save_pretrained('\(folder)-merged')\"`"
            )
        }
        for file in files {
            let name = file.lowercased()
            if let other = others.first(where: { name.hasSuffix($0.0) }) { return (file, other.1) }
            // What a Trainer saves beside a model is no model.
            if ["training_args.bin", "optimizer.pt", "scheduler.pt", "rng_state.pth"].contains(name) { continue }
            if pickles.contains(where: { name.hasSuffix($0) }) { return (file, complaintAboutPickle(in: folder)) }
        }
        guard let other = files.first(where: { $0.hasSuffix(".safetensors") && $0 != "model.safetensors" }) else {
            return nil
        }
        return (
            other,
            "is not read under this name: a checkpoint has config.json and model.safetensors, or shards that "
                + "model.safetensors.index.json lists"
        )
    }

    /// What is wrong with a file that was given in the place of a checkpoint's folder.
    public static func complaint(aboutFile path: String) -> String {
        let name = String(path.split(separator: "/").last ?? "")
        guard !name.hasSuffix(".safetensors"), let other = otherForm(in: [name], of: "folder") else {
            return "is a file; a checkpoint is a folder with config.json and model.safetensors"
        }
        return other.complaint + "; a checkpoint is a folder with config.json and model.safetensors"
    }

    static func complaintAboutPickle(in folder: String) -> String {
        "is a pickle, which can run code when it is loaded, and is never read; convert it with `python -c \"from "
            + "transformers import AutoModelForCausalLM as M; M.from_pretrained('\(folder)')"
            + ".save_pretrained('\(folder)-safetensors')\"`"
    }
}

extension FileKind {
    /// What is wrong with a file of this kind in the place of one of a checkpoint's.
    public var complaintAboutModelFile: String {
        switch self {
        case .html: "is an HTML page, as a failed download leaves it: download the file again"
        case .zip, .pickle: ModelFolder.complaintAboutPickle(in: "folder")
        case .parquet, .arrow, .pdf, .sqlite, .numpy:
            "is \(words.what), which is no part of a model: fetch the model's own file"
        default: sentence
        }
    }
}
