/// A node of the category tree.
public struct Category: Sendable {
    public typealias ID = Identifier<Category>

    public let id: ID
    public let name: String
    public let slug: String
    public let description: String
    public let parentID: ID?
}
