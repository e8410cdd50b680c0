package import TotemKernel

extension Address: JSONWritable {
    static let schema = Schema.named("Address", .object(members))
    static let members: [String: Schema] = [
        "first_name": .text.orNull, "last_name": .text.orNull, "company": .text.orNull, "phone": .text.orNull,
        "tax_id": .text.orNull, "address_line1": .text, "address_line2": .text.orNull, "city": .text,
        "state": .text.orNull, "postal_code": .text.orNull, "country": .country,
    ]

    package func write(to json: inout JSONWriter) {
        json.object { json in json.members(of: self) }
    }
}

extension JSONWriter {
    mutating func members(of address: Address) {
        member("first_name", address.firstName)
        member("last_name", address.lastName)
        member("company", address.company)
        member("phone", address.phone)
        member("tax_id", address.taxID)
        member("address_line1", address.addressLine1)
        member("address_line2", address.addressLine2)
        member("city", address.city)
        member("state", address.state)
        member("postal_code", address.postalCode)
        member("country", address.country.code)
    }
}
