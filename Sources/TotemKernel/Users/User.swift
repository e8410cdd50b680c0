/// A customer, or somebody who works for the shop.
public struct User: Sendable {
    public typealias ID = Identifier<User>

    public let id: ID
    public let email: String
    public let firstName: String
    public let lastName: String
    public let phoneNumber: String?
    public internal(set) var roles: Set<Role>
    /// False for somebody who may not log in any more.
    public let isActive: Bool
    /// JSON of plugins and clients, each under its own name.
    public let metadata: JSONValue?
    public let createdAt: Timestamp
    public let updatedAt: Timestamp
}
