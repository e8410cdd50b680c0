internal import CTotem

/// An address to be kept in a customer's address book.
public struct NewAddress: Sendable {
    public enum Kind: String, Sendable {
        case shipping
        case billing
    }

    public var firstName: String?
    public var lastName: String?
    public var company: String?
    public var phone: String?
    public var taxID: String?
    public var addressLine1: String
    public var addressLine2: String?
    public var city: String?
    public var state: String?
    public var postalCode: String?
    /// ISO 3166-1 alpha-2.
    public var country: String

    public init(addressLine1: String, city: String? = nil, postalCode: String? = nil, country: String) {
        self.addressLine1 = addressLine1
        self.city = city
        self.postalCode = postalCode
        self.country = country
    }
}

/// Customers, by the core's rules. All need `customers.write`.
extension Call {
    /// Changes names and telephone number, and whether they may log in; nil leaves it as it is.
    /// - Parameter phoneNumber: an empty one takes it away.
    public func changeCustomer(
        _ id: Int64,
        firstName: String? = nil,
        lastName: String? = nil,
        phoneNumber: String? = nil,
        isActive: Bool? = nil
    ) throws {
        let status = Text.with(firstName) { firstName in
            Text.with(lastName) { lastName in
                Text.with(phoneNumber) { phoneNumber in
                    var edit = totem_customer_edit()
                    edit.size = UInt32(MemoryLayout<totem_customer_edit>.size)
                    edit.active = UInt32(isActive.map { $0 ? TOTEM_YES : TOTEM_NO } ?? TOTEM_AS_IT_IS)
                    edit.id = id
                    edit.first_name = firstName
                    edit.last_name = lastName
                    edit.phone_number = phoneNumber
                    return totem_change_customer(raw, &edit)
                }
            }
        }
        try HostError.check(status)
    }

    /// Keeps an address in a customer's address book.
    /// - Parameter id: which one it takes the place of; nil: it is a new one.
    /// - Returns: its id.
    @discardableResult
    public func putAddress(
        _ address: NewAddress,
        as kind: NewAddress.Kind,
        isDefault: Bool = false,
        at id: Int64? = nil,
        of customer: Int64
    ) throws -> Int64 {
        var id = id ?? 0
        let texts = [
            address.firstName, address.lastName, address.company, address.phone, address.taxID, address.addressLine1,
            address.addressLine2, address.city, address.state, address.postalCode, address.country,
        ]
        let status = Text.withAll(texts) { texts in
            var passed = totem_address()
            passed.size = UInt32(MemoryLayout<totem_address>.size)
            passed.first_name = texts[0]
            passed.last_name = texts[1]
            passed.company = texts[2]
            passed.phone = texts[3]
            passed.tax_id = texts[4]
            passed.address_line1 = texts[5]
            passed.address_line2 = texts[6]
            passed.city = texts[7]
            passed.state = texts[8]
            passed.postal_code = texts[9]
            passed.country = texts[10]
            return kind.rawValue.withCString { totem_put_address(raw, customer, $0, isDefault, &passed, &id) }
        }
        try HostError.check(status)
        return id
    }

    /// Takes an address out of a customer's address book.
    public func removeAddress(_ id: Int64, of customer: Int64) throws {
        try HostError.check(totem_remove_address(raw, customer, id))
    }
}
