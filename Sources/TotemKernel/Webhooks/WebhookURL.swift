public import TotemStore

/// Where a webhook goes: an absolute `http` or `https` URL without credentials and without a fragment.
///
/// It is read more strictly than RFC 3986 asks, so that every program that will connect to it sees the same host: a
/// host that ends in a number is an IPv4 address of four decimal numbers, or refused.
public struct WebhookURL: Sendable, Hashable, CustomStringConvertible {
    public static let largestLength = HTTPAddress.largestLength

    public let text: String
    /// Whether it names an address or a host that is no public one. What a public name stands for is known only to
    /// who looks it up, at the time of a delivery.
    public let isPrivate: Bool

    /// - Throws: ``KernelError`` naming `field`.
    public init(_ text: String, field: String = "target_url") throws(KernelError) {
        let text = text.trimmed()
        guard text.utf8.count <= Self.largestLength else {
            throw .invalid(field, "must have at most \(Self.largestLength) bytes")
        }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !Self.forbidden.contains($0) }) else {
            throw .invalid(
                field,
                "must be ASCII without spaces; other characters are percent-encoded, or Punycode in hosts"
            )
        }
        guard let address = HTTPAddress(text) else {
            throw .invalid(field, "must be an absolute http or https URL such as https://example.com/hooks")
        }
        guard !address.hasCredentials else { throw .invalid(field, "must not contain a user name or a password") }
        guard !text.contains("#") else { throw .invalid(field, "must not have a fragment (#…), which is never sent") }
        guard let host = address.host else {
            throw .invalid(field, "must name a host or an IP address, and a port from 1 to 65535 if any")
        }
        self.text = text
        isPrivate = !host.isPublic
    }

    /// One that was checked before it was stored.
    private init(stored text: String) {
        self.text = text
        isPrivate = !(HTTPAddress(text)?.host?.isPublic ?? false)
    }

    public var description: String { text }

    /// No URL has these; programs disagree about what they mean in one.
    private static let forbidden = Set("\"<>\\^`{|}".utf8)
}

extension WebhookURL: SQLCodable {
    public var sqlValue: SQLValue { .text(text) }

    public static func decode(_ row: Row, at index: Int) throws -> WebhookURL { WebhookURL(stored: try row.get(index)) }
}
