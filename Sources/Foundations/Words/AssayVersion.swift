/// The version of Assay, which both programs and the API's description say.
public enum AssayVersion {
    /// As https://semver.org has it.
    public static let current = "0.1.0-dev"
}
