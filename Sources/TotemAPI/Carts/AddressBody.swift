import TotemKernel

/// An address as clients send it.
struct AddressBody: Decodable {
    let first_name: String?
    let last_name: String?
    let company: String?
    let phone: String?
    let tax_id: String?
    let address_line1: String?
    let address_line2: String?
    let city: String?
    let state: String?
    let postal_code: String?
    let country: String?

    /// A postal code and a city are needed where the country has them.
    static let schema = Schema.named("AddressForm", form(optional: [:]))

    /// The parts of an address, with others beside it.
    static func form(optional others: [String: Schema]) -> Schema {
        let countries = Country.codes.compactMap { try? Country($0) }
        let kinds = Dictionary(grouping: countries) { [$0.onlyCity == nil, $0.needsPostalCode] }
        let optional = members.merging(others) { one, _ in one }
        return .anyOf(
            kinds.sorted { $0.value[0].code < $1.value[0].code }.map { kind, countries in
                var required: [String: Schema] = [
                    "address_line1": .text(.name), "country": .choice(countries.map(\.code).sorted()),
                ]
                if kind[0] { required["city"] = .text(.name) }
                if kind[1] { required["postal_code"] = .text(Self.neededPostalCode) }
                return .form(required, optional: optional)
            }
        )
    }

    static let members: [String: Schema] = [
        "first_name": .text(.line).orNull, "last_name": .text(.line).orNull, "company": .text(.line).orNull,
        "phone": .text(.phone).orNull, "tax_id": .text(Address.taxIDRule).orNull, "address_line2": .text(.line).orNull,
        "city": .text(.line).orNull, "state": .text(.line).orNull,
        "postal_code": .text(Address.postalCodeRule).orNull,
    ]
    private static let neededPostalCode = TextRule(1...Address.postalCodeRule.lengths.upperBound)

    func address(field: String?) throws(KernelError) -> Address {
        try Address(
            firstName: first_name,
            lastName: last_name,
            company: company,
            phone: phone,
            taxID: tax_id,
            addressLine1: address_line1,
            addressLine2: address_line2,
            city: city,
            state: state,
            postalCode: postal_code,
            country: country,
            field: field
        )
    }
}
