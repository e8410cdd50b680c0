/// A program's key to the HTTP API. The key itself is shown once, when it is made.
public struct APIKey: Sendable {
    public typealias ID = Identifier<APIKey>

    public let id: ID
    public let name: String
    public let role: Role
    public let createdAt: Timestamp
    public let revokedAt: Timestamp?
}
