import TotemStore

extension Address {
    // Where nothing is given, nothing is checked.
    package static let taxIDRule = TextRule(0...64)
    package static let postalCodeRule = TextRule(0...32)

    /// Checks the parts of an address. White space at their ends is dropped; what is empty then counts as missing.
    ///
    /// Needed are a first line, a country, a city except in a city-state, and a postal code where the country's post
    /// needs one. States, names and all else are taken as they come: their rules are the carriers'.
    /// - Parameter field: where the address is in the request, such as `shipping_address`; nil when it is the request.
    /// - Throws: ``KernelError`` naming every bad part: `shipping_address.country`.
    public convenience init(
        firstName: String? = nil,
        lastName: String? = nil,
        company: String? = nil,
        phone: String? = nil,
        taxID: String? = nil,
        addressLine1: String?,
        addressLine2: String? = nil,
        city: String? = nil,
        state: String? = nil,
        postalCode: String? = nil,
        country: String?,
        field: String? = nil
    ) throws(KernelError) {
        var check = AddressCheck(prefix: field.map { $0 + "." } ?? "")
        let firstName = check.optional(firstName, "first_name")
        let lastName = check.optional(lastName, "last_name")
        let company = check.optional(company, "company")
        let phone = check.optional(phone, "phone", .phone)
        let taxID = check.optional(taxID, "tax_id", Self.taxIDRule)
        let addressLine1 = check.required(addressLine1, "address_line1")
        let addressLine2 = check.optional(addressLine2, "address_line2")
        let state = check.optional(state, "state")
        let place = country.flatMap { try? Country($0) }
        let city = check.required(city, "city", else: place?.onlyCity)
        let postalCode = check.postalCode(postalCode, in: place)
        if place == nil { check.refuse(country: country) }
        guard check.form.isPassed, let place else { throw check.form.error }
        self.init(
            firstName: firstName,
            lastName: lastName,
            company: company,
            phone: phone,
            taxID: taxID,
            addressLine1: addressLine1,
            addressLine2: addressLine2,
            city: city,
            state: state,
            postalCode: postalCode,
            in: place
        )
    }
}

extension Address {
    /// An address that was checked before it was stored.
    /// - Parameter first: where its columns begin: `first_name`, `last_name`, `company`, `phone`, `tax_id`,
    ///   `address_line1`, `address_line2`, `city`, `state`, `postal_code`, `country`.
    convenience init(_ row: Row, from first: Int) throws {
        self.init(
            firstName: try row.get(first),
            lastName: try row.get(first + 1),
            company: try row.get(first + 2),
            phone: try row.get(first + 3),
            taxID: try row.get(first + 4),
            addressLine1: try row.get(first + 5),
            addressLine2: try row.get(first + 6),
            city: try row.get(first + 7),
            state: try row.get(first + 8),
            postalCode: try row.get(first + 9),
            in: try row.get(first + 10)
        )
    }
}

/// What the parts of an address may hold.
private struct AddressCheck {
    let prefix: String
    private(set) var form = FieldCheck()

    init(prefix: String) { self.prefix = prefix }

    mutating func required(_ text: String?, _ name: String, else substitute: String? = nil) -> String {
        guard let given = optional(text, name) else {
            if substitute == nil { form.object(prefix + name, text == nil ? "is missing" : "must not be empty") }
            return substitute ?? ""
        }
        return given
    }

    mutating func optional(_ text: String?, _ name: String, _ rule: TextRule = .name) -> String? {
        guard let text = text?.trimmed(), !text.isEmpty else { return nil }
        form.text(text, prefix + name, rule)
        return text
    }

    mutating func postalCode(_ text: String?, in country: Country?) -> String? {
        let given = optional(text, "postal_code", Address.postalCodeRule)
        if given == nil, let country, country.needsPostalCode {
            form.object(prefix + "postal_code", "is missing: the post of \(country) needs one")
        }
        return given
    }

    mutating func refuse(country code: String?) {
        guard let code else { return form.object(prefix + "country", "is missing") }
        form.object(prefix + "country", Country.objection(to: code))
    }
}
