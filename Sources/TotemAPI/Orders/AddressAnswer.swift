package import TotemKernel

extension Address: JSONWritable {
    static let schema = Schema.named(
        "Address",
        .form(
            ["address_line1": .text, "country": .text.described("ISO 3166-1 alpha-2")],
            optional: [
                "first_name": .text.orNull, "last_name": .text.orNull, "company": .text.orNull, "phone": .text.orNull,
                "tax_id": .text.orNull, "address_line2": .text.orNull,
                "city": .text.orNull.described("needed except in a city-state"), "state": .text.orNull,
                "postal_code": .text.orNull.described("needed where the country's post needs one"),
            ]
        )
    )

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
