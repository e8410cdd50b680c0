import TotemKernel
import TotemStore

/// A JSON object of a manifest, read member by member. Every error names the file and the member's path.
struct ManifestObject {
    /// The file, and the path in it.
    let path: String
    private let members: [String: JSONValue]

    init(_ json: JSONValue, path: String) throws {
        guard case .object(let members) = json else { throw PluginProblem("\(path): must be a JSON object") }
        self.members = members
        self.path = path
    }

    var names: [String] { members.keys.sorted() }
    var json: JSONValue { .object(members) }

    func problem(_ member: String, _ message: String) -> PluginProblem {
        PluginProblem("\(path): \(member) \(message)")
    }

    /// Refuses what is not listed, so that a typing error is found.
    func allow(_ known: Set<String>) throws {
        guard let unknown = names.first(where: { !known.contains($0) }) else { return }
        throw problem(unknown, "is not known; there are: \(known.sorted().joined(separator: ", "))")
    }

    func string(_ name: String) throws -> String {
        guard let value = try optionalString(name) else { throw problem(name, "is missing") }
        return value
    }

    func optionalString(_ name: String) throws -> String? {
        switch members[name] {
        case nil: return nil
        case .string(let value): return value
        default: throw problem(name, "must be a string")
        }
    }

    func optionalStrings(_ name: String) throws -> [String] {
        guard let value = members[name] else { return [] }
        guard case .array(let elements) = value else { throw problem(name, "must be an array of strings") }
        return try elements.map { element in
            guard case .string(let text) = element else { throw problem(name, "must be an array of strings") }
            return text
        }
    }

    func integer(_ name: String) throws -> Int64 {
        guard let value = try optionalInteger(name) else { throw problem(name, "is missing") }
        return value
    }

    func optionalInteger(_ name: String) throws -> Int64? {
        switch members[name] {
        case nil: return nil
        case .integer(let value): return value
        default: throw problem(name, "must be a whole number")
        }
    }

    func optionalBool(_ name: String) throws -> Bool? {
        switch members[name] {
        case nil: return nil
        case .boolean(let value): return value
        default: throw problem(name, "must be true or false")
        }
    }

    func object(_ name: String) throws -> ManifestObject {
        guard let object = try optionalObject(name) else { throw problem(name, "is missing") }
        return object
    }

    func optionalObject(_ name: String) throws -> ManifestObject? {
        try members[name].map { try ManifestObject($0, path: path + ": " + name) }
    }

    func optionalObjects(_ name: String) throws -> [ManifestObject] {
        guard let value = members[name] else { return [] }
        guard case .array(let elements) = value, !elements.isEmpty else {
            throw problem(name, "must be an array of objects")
        }
        return try elements.map { try ManifestObject($0, path: path + ": " + name) }
    }

    func value(_ name: String) -> JSONValue? { members[name] }

    func version(_ name: String) throws -> SemanticVersion {
        let text = try string(name)
        guard let version = SemanticVersion(text) else { throw problem(name, "must be three numbers such as 1.0.0") }
        return version
    }

    func optionalRange(_ name: String) throws -> VersionRange? {
        guard let text = try optionalString(name) else { return nil }
        guard let range = VersionRange(text) else {
            throw problem(name, "holds '\(text)', which is no range such as \">=1.2.0 <2.0.0\" or \"^1.2.0\"")
        }
        return range
    }

    func ranges() throws -> [String: VersionRange] {
        var ranges: [String: VersionRange] = [:]
        for name in names { ranges[name] = try optionalRange(name) }
        return ranges
    }
}
