import FoundationEssentials
import Logging
import TotemKernel
import TotemServer

/// What `--config` names: a JSON file with the options' own names.
///
/// ```json
/// {"store": "sqlite:/var/lib/totem/store.db", "host": "127.0.0.1", "port": 8080,
///  "plugins": ["/opt/shop/plugins"], "trusted_proxies": ["10.0.0.0/8"], "metrics": "127.0.0.1:9180", "log_level": "info"}
/// ```
struct ConfigurationFile {
    private(set) var store: String?
    private(set) var host: String?
    private(set) var port: Int?
    private(set) var plugins: [String]?
    private(set) var trustedProxies: [NetworkRange]?
    private(set) var metrics: SocketName?
    private(set) var logLevel: Logger.Level?

    /// Says nothing.
    init() {}

    /// - Throws: ``ConfigurationError`` naming the file and the member.
    init(path: String) throws {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else {
            throw ConfigurationError("\(path) can't be read; is it there, and may this user read it?")
        }
        let json: JSONValue
        do {
            json = try JSONValue(bytes: Array(data))
        } catch {
            throw ConfigurationError("\(path) is no JSON object: \(error)")
        }
        guard case .object(let members) = json else {
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
            guard let folders = Self.texts(elements) else { return "must be an array of folders" }
            plugins = folders
        case ("trusted_proxies", .array(let elements)):
            guard let texts = Self.texts(elements) else { return "must be an array of addresses" }
            let ranges = texts.map { (text: $0, range: NetworkRange($0)) }
            if let bad = ranges.first(where: { $0.range == nil }) {
                return "must be addresses or ranges such as 10.0.0.0/8 or ::1, not '\(bad.text)'"
            }
            trustedProxies = ranges.compactMap(\.range)
        case ("metrics", .string(let text)):
            guard let name = SocketName(text) else { return "must be HOST:PORT such as 127.0.0.1:9180, not '\(text)'" }
            metrics = name
        case ("log_level", .string(let text)):
            guard let level = Logger.Level(rawValue: text) else {
                return "must be one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))"
            }
            logLevel = level
        case ("store", _), ("host", _), ("metrics", _), ("log_level", _): return "must be a string"
        case ("port", _): return "must be a number"
        case ("plugins", _): return "must be an array of folders"
        case ("trusted_proxies", _): return "must be an array of addresses"
        default: return "is not known; there are: host, log_level, metrics, plugins, port, store, trusted_proxies"
        }
        return nil
    }

    /// Nil when not all of them are text.
    private static func texts(_ elements: [JSONValue]) -> [String]? {
        let texts = elements.compactMap { if case .string(let text) = $0 { text } else { String?.none } }
        return texts.count == elements.count ? texts : nil
    }
}

/// Why a configuration can't be used, with the mend.
struct ConfigurationError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
