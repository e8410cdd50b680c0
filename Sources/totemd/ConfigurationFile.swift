import FoundationEssentials
import Logging
import TotemKernel

/// What `--config` names: a JSON file with the options' own names.
///
/// ```json
/// {"store": "sqlite:/var/lib/totem/store.db", "host": "127.0.0.1", "port": 8080,
///  "plugins": ["/opt/shop/plugins"], "log_level": "info"}
/// ```
struct ConfigurationFile {
    private(set) var store: String?
    private(set) var host: String?
    private(set) var port: Int?
    private(set) var plugins: [String]?
    private(set) var logLevel: Logger.Level?

    /// Says nothing.
    init() {}

    /// - Throws: ``ConfigurationError`` naming the file and the member.
    init(path: String) throws {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else {
            throw ConfigurationError("\(path) can't be read; is it there, and may this user read it?")
        }
        guard let json = try? JSONDecoder().decode(JSONValue.self, from: data), case .object(let members) = json else {
            throw ConfigurationError("\(path) is no JSON object; write one such as {\"port\": 8080}")
        }
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            guard let objection = take(name, value) else { continue }
            throw ConfigurationError("\(path): \(name) \(objection)")
        }
    }

    /// - Returns: what is wrong with the member; nil when nothing is.
    private mutating func take(_ name: String, _ value: JSONValue) -> String? {
        switch (name, value) {
        case ("store", .string(let text)): store = text
        case ("host", .string(let text)): host = text
        case ("port", .integer(let number)):
            guard (0...65535).contains(number) else { return "must be from 0 to 65535, not \(number)" }
            port = Int(number)
        case ("plugins", .array(let elements)):
            let folders = elements.compactMap { if case .string(let folder) = $0 { folder } else { String?.none } }
            guard folders.count == elements.count else { return "must be an array of folders" }
            plugins = folders
        case ("log_level", .string(let text)):
            guard let level = Logger.Level(rawValue: text) else {
                return "must be one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))"
            }
            logLevel = level
        case ("store", _), ("host", _), ("log_level", _): return "must be a string"
        case ("port", _): return "must be a number"
        case ("plugins", _): return "must be an array of folders"
        default: return "is not known; there are: host, log_level, plugins, port, store"
        }
        return nil
    }
}

/// Why a configuration can't be used, with the mend.
struct ConfigurationError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
