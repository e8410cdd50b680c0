import HTTPTypes
import Hummingbird
public import TotemKernel

/// A strong entity tag (RFC 9110 §8.8.3): `"<version>"`, or `"<version>-<rest>"` when an answer also changes with
/// something that its version does not count, such as stock.
public struct EntityTag: Sendable, Hashable, CustomStringConvertible {
    public let version: Int64
    public let rest: String?

    /// - Parameter rest: visible ASCII without quotes.
    public init(version: Int64, rest: String? = nil) {
        self.version = version
        self.rest = rest
    }

    /// As the header has it, with its quotes.
    public var description: String {
        guard let rest else { return "\"\(version)\"" }
        return "\"\(version)-\(rest)\""
    }
}

extension APIRequest {
    /// The version that `If-Match` names; nil when the header is missing or `*`. What comes after a `-` in the tag
    /// is not compared: an edit loses a race against another edit, not against a sale.
    /// - Throws: ``KernelError`` naming the header when it is no tag of this server's.
    public func expectedVersion() throws(KernelError) -> Int64? {
        guard let header = headers[.ifMatch], header != "*" else { return nil }
        guard header.count > 2, header.first == "\"", header.last == "\"",
            let version = Int64(header.dropFirst().dropLast().prefix { $0 != "-" })
        else { throw .invalid("If-Match", "must be the ETag of an earlier answer, such as \"3\"") }
        return version
    }

    /// A 304 without a body when the client has this answer already (`If-None-Match`), else the answer.
    public func unlessKnown(_ answer: Answer) -> Answer {
        guard let known = headers[.ifNoneMatch], let tag = answer.headers[.eTag] else { return answer }
        let isKnown = known == "*" || known.split(separator: ",").contains { Self.weakly($0) == tag }
        guard isKnown else { return answer }
        var headers = answer.headers
        headers[.contentType] = nil
        return Answer(status: .notModified, headers: headers, body: .empty)
    }

    /// Weak comparison (RFC 9110 §8.8.3.2): a proxy may have marked the tag as weak.
    private static func weakly(_ tag: Substring) -> Substring {
        let trimmed = tag.drop { $0 == " " }.prefix { $0 != " " }
        return trimmed.hasPrefix("W/") ? trimmed.dropFirst(2) : trimmed
    }
}
