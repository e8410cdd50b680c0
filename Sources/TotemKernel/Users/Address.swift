/// A postal address that has been checked: see
/// ``init(firstName:lastName:company:phone:taxID:addressLine1:addressLine2:city:state:postalCode:country:field:)``.
public struct Address: Sendable, Hashable {
    public let firstName: String?
    /// The only name of who has but one.
    public let lastName: String?
    public let company: String?
    /// As it was given, in whichever notation its country has.
    public let phone: String?
    /// A number that customs or an invoice asks for: VAT, CPF, PCCC.
    public let taxID: String?
    public let addressLine1: String
    public let addressLine2: String?
    /// Of a city-state that was given none: its own name.
    public let city: String
    /// State, province, prefecture or emirate.
    public let state: String?
    /// As it was given; nil where the country has none, or none was needed.
    public let postalCode: String?
    public let country: Country
}
