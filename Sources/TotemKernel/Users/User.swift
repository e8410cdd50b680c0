/// A customer, or somebody who works for the shop.
public struct User: Sendable {
    public typealias ID = Identifier<User>

    public let id: ID
    public let email: String
    public let firstName: String
    public let lastName: String
    public let phoneNumber: String?
    public let roles: Set<Role>
    public let createdAt: Timestamp
    public let updatedAt: Timestamp
}
