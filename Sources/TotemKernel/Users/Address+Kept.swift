extension Address {
    /// As JSON text, for where an address is one value among others.
    func keptText() -> String {
        let parts: [String: String?] = [
            "first_name": firstName, "last_name": lastName, "company": company, "phone": phone, "tax_id": taxID,
            "address_line1": addressLine1, "address_line2": addressLine2, "city": city, "state": state,
            "postal_code": postalCode, "country": country.code,
        ]
        return JSONValue.object(parts.compactMapValues { $0.map(JSONValue.string) }).text()
    }

    /// What ``keptText()`` has written. It was checked before.
    convenience init(kept text: String) throws {
        let json = try JSONValue(text: text)
        func part(_ name: String) -> String? {
            guard case .string(let text) = json[name] else { return nil }
            return text
        }
        self.init(
            firstName: part("first_name"),
            lastName: part("last_name"),
            company: part("company"),
            phone: part("phone"),
            taxID: part("tax_id"),
            addressLine1: part("address_line1") ?? "",
            addressLine2: part("address_line2"),
            city: part("city") ?? "",
            state: part("state"),
            postalCode: part("postal_code"),
            in: try Country(part("country") ?? "")
        )
    }
}
