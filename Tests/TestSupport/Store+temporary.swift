public import Storage

extension TemporaryFolder {
    /// A store in a folder below this one, which does not care how full the disk is.
    public func store(_ name: String = "data", files: any FileSystem = LocalFileSystem()) throws -> Store {
        var configuration = Store.Configuration()
        configuration.minimumFreeBytes = 0
        return try Store(folder: path(name), configuration: configuration, files: files)
    }
}
