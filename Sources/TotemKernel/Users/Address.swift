/// A postal address that has been checked: see
/// ``init(firstName:lastName:company:phone:taxID:addressLine1:addressLine2:city:state:postalCode:country:field:)``.
///
/// It never changes, and carts and orders that are handed around carry it: all share the one.
public final class Address: Sendable {
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

    /// Of what has been checked.
    init(
        firstName: String?,
        lastName: String?,
        company: String?,
        phone: String?,
        taxID: String?,
        addressLine1: String,
        addressLine2: String?,
        city: String,
        state: String?,
        postalCode: String?,
        in country: Country
    ) {
        self.firstName = firstName
        self.lastName = lastName
        self.company = company
        self.phone = phone
        self.taxID = taxID
        self.addressLine1 = addressLine1
        self.addressLine2 = addressLine2
        self.city = city
        self.state = state
        self.postalCode = postalCode
        self.country = country
    }
}

extension Address: Hashable {
    public static func == (one: Address, other: Address) -> Bool { one === other || one.parts == other.parts }

    public func hash(into hasher: inout Hasher) { hasher.combine(parts) }

    private var parts: [String?] {
        [
            firstName, lastName, company, phone, taxID, addressLine1, addressLine2, city, state, postalCode,
            country.code,
        ]
    }
}
