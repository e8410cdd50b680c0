package import TotemKernel

extension Address: JSONWritable {
    static let schema = Schema.named(
        "Address",
        .form(
            ["address_line1": .text(.name), "country": .country],
            optional: [
                "first_name": Schema.text(.line).orNull, "last_name": Schema.text(.line).orNull,
                "company": Schema.text(.line).orNull, "phone": .text(.phone).orNull,
                "tax_id": .text(Address.taxIDRule).orNull, "address_line2": Schema.text(.line).orNull,
                "city": Schema.text(.line).orNull.described("needed except in a city-state"),
                "state": Schema.text(.line).orNull,
                "postal_code": Schema.text(Address.postalCodeRule).orNull.described(
                    "needed where the country's post needs one"
                ),
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
