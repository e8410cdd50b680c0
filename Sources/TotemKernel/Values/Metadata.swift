/// JSON that plugins and clients keep on things of the shop, each under its own name: `{"NAME": any}`.
public enum Metadata {
    /// Bytes of all that is kept on one thing.
    public static let largestSize = 16 * 1024
    package static let nameRule = TextRule(1...100)

    /// Bytes of what is kept under one name.
    public static let largestValue = 8 * 1024

    /// Keeps one value under its name, in the place of what was; null takes it out.
    /// - Returns: nil when nothing is kept any more.
    /// - Throws: ``KernelError`` naming `metadata.NAME`.
    public static func put(
        _ value: JSONValue,
        named name: String,
        into kept: JSONValue?
    ) throws(KernelError) -> JSONValue? {
        guard value.text().utf8.count <= largestValue else {
            throw KernelError.invalid("metadata.\(name.prefix(100))", "must have at most \(largestValue) bytes")
        }
        return try merge(.object([name: value]), into: kept)
    }

    /// Puts new values in, each in the place of what was kept under its name; null takes out what was.
    /// - Returns: nil when nothing is kept any more.
    /// - Throws: ``KernelError`` naming `field`.
    public static func merge(
        _ new: JSONValue,
        into kept: JSONValue?,
        field: String = "metadata"
    ) throws(KernelError) -> JSONValue? {
        guard case .object(let members) = new else {
            throw KernelError.invalid(field, "must be an object whose members are names")
        }
        var all: [String: JSONValue] = if case .object(let kept) = kept { kept } else { [:] }
        for (name, value) in members {
            try nameRule.check(name, "\(field).\(name.prefix(100))")
            guard value.mayBeMember else {
                throw KernelError.invalid("\(field).\(name.prefix(100))", "is nested too deep")
            }
            all[name] = value == .null ? nil : value
        }
        guard !all.isEmpty else { return nil }
        let merged = JSONValue.object(all)
        guard merged.text().utf8.count <= largestSize else {
            throw KernelError.invalid(field, "must have at most \(largestSize) bytes with what is kept already")
        }
        return merged
    }
}
