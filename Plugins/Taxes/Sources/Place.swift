import TotemPluginKit

/// Where something is sold to, as far as taxes care.
struct Place: Equatable {
    /// ISO 3166-1 alpha-2.
    let country: String
    /// As zones know states: see ``key(ofState:in:)``. Empty: not known.
    let state: String
    let postalCode: PostalCode?

    init(country: String, state: String?, postalCode: String?) {
        self.country = country
        self.state = Self.key(ofState: state ?? "", in: country)
        self.postalCode = postalCode.flatMap { PostalCode($0, in: country) }
    }

    init(_ address: Address) {
        self.init(country: address.country, state: address.state, postalCode: address.postalCode)
    }

    /// What a state is found by: capital letters without blanks around them, and `QC` for `CA-QC`.
    static func key(ofState state: String, in country: String) -> String {
        let words = state.split(whereSeparator: \.isWhitespace).joined(separator: " ").uppercased()
        return words.hasPrefix(country + "-") ? String(words.dropFirst(country.count + 1)) : words
    }

    /// Northern Ireland, whose goods are taxed as those of the EU's members are.
    var isNorthernIreland: Bool { country == "GB" && postalCode?.text.hasPrefix("BT") == true }
}
