/// A postal address that has been checked: see ``init(firstName:lastName:addressLine1:addressLine2:city:state:postalCode:country:field:)``.
public struct Address: Sendable, Hashable {
    public let firstName: String?
    public let lastName: String?
    public let addressLine1: String
    public let addressLine2: String?
    public let city: String
    public let state: String?
    public let postalCode: String
    /// ISO 3166-1 alpha-2 in capitals.
    public let country: String
}
