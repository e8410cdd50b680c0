import FoundationEssentials
import TotemPostgres

extension StoreAddress {
    /// What people and other programs know the store by, wherever they are started.
    public var name: String {
        switch self {
        case .sqlite(let path):
            let absolute = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
            return "sqlite:" + URL(filePath: absolute).resolvingSymlinksInPath().path
        case .postgres(let address):
            return address.description
        }
    }

    /// False when there certainly is no store.
    public var mayExist: Bool {
        switch self {
        case .sqlite(let path): FileManager.default.fileExists(atPath: path)
        case .postgres: true
        }
    }
}
