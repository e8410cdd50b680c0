import TotemPluginKit

/// A part of the world with taxes of its own.
struct Zone {
    static let largestCountryCount = 250
    static let largestStateCount = 100
    static let largestPostalCodeCount = 500
    static let largestAreaCount = 1000

    var name: String
    /// None: wherever no other zone is.
    var countries: [String]
    /// None: all of the country.
    var states: [String]
    /// None: all of the country or of its states.
    var postalCodes: [String]
    /// Whether who buys there with a VAT number of another country than the shop's owes the tax, and not the shop.
    var hasReverseCharge: Bool
    var isActive: Bool

    /// What addresses are looked up by.
    struct Area {
        let country: String
        let state: String
        let postal: ClosedRange<Int64>
        let exactness: Int64
    }

    /// The number that an address without a postal code has: in no range but that of any.
    static let noPostalCode: Int64 = -1

    /// Every combination of its countries, states and postal codes.
    var areas: [Area] {
        let anyCode = Self.noPostalCode...PostalCode.largestKey
        return (countries.isEmpty ? [""] : countries).flatMap { country in
            let codes = postalCodes.compactMap { PostalPattern($0, in: country)?.keys }
            return (states.isEmpty ? [""] : states).flatMap { state in
                (codes.isEmpty ? [anyCode] : codes).map { code in
                    Area(
                        country: country,
                        state: Place.key(ofState: state, in: country),
                        postal: code,
                        exactness: (country.isEmpty ? 0 : 1) + (state.isEmpty ? 0 : 2) + (codes.isEmpty ? 0 : 4)
                    )
                }
            }
        }
    }

    /// What is wrong with it, by the fields of its JSON.
    var objections: [(field: String, message: String)] {
        var wrong: [(field: String, message: String)] = []
        if !Name.isGood(name) { wrong.append(("name", Name.rule)) }
        if countries.count > Self.largestCountryCount {
            wrong.append(("countries", "has at most \(Self.largestCountryCount) countries"))
        }
        for (place, country) in countries.enumerated() {
            guard let objection = Country.objection(to: country) else { continue }
            wrong.append(("countries[\(place)]", objection))
        }
        if Set(countries).count < countries.count { wrong.append(("countries", "names a country twice")) }
        wrong += objections(to: states, "states", atMost: Self.largestStateCount) { state, country in
            Name.isGood(state) && !Place.key(ofState: state, in: country).isEmpty ? nil : Name.rule
        }
        wrong += objections(to: postalCodes, "postal_codes", atMost: Self.largestPostalCodeCount) { code, country in
            !Name.isGood(code) || PostalPattern(code, in: country) == nil
                ? "must be a postal code, the beginning of some with * (BT*), or a range of equally long ones with .. "
                    + "(35000..35999)" : nil
        }
        if max(states.count, 1) * max(postalCodes.count, 1) > Self.largestAreaCount {
            wrong.append(("postal_codes", "times states may make at most \(Self.largestAreaCount): make several zones"))
        }
        return wrong
    }

    /// States and postal codes mean something in one country alone.
    private func objections(
        to values: [String],
        _ field: String,
        atMost limit: Int,
        _ objection: (_ value: String, _ country: String) -> String?
    ) -> [(field: String, message: String)] {
        guard let country = countries.first, !values.isEmpty else {
            return values.isEmpty ? [] : [(field, "need one country in countries")]
        }
        guard countries.count == 1 else { return [(field, "need one country in countries, not \(countries.count)")] }
        guard values.count <= limit else { return [(field, "has at most \(limit)")] }
        return values.enumerated().compactMap { place, value in
            objection(value, country).map { ("\(field)[\(place)]", $0) }
        }
    }
}

/// ISO 3166-1 alpha-2.
enum Country {
    /// Names that people take for countries' codes.
    private static let others = ["EL": "GR", "UK": "GB", "XI": "GB", "EU": "its members, one by one"]

    static func objection(to code: String) -> String? {
        if let other = others[code] { return "must be \(other), not \(code)" }
        let isCode = code.utf8.count == 2 && code.utf8.allSatisfy { (0x41...0x5A).contains($0) }
        return isCode ? nil : "must be two capital letters of ISO 3166-1, such as DE"
    }
}

/// Names and reasons that people read.
enum Name {
    private static let longest = 100
    /// They stand in the labels of taxes.
    private static let largest = 150
    static let rule = "must be 1 to \(longest) characters in one line, and at most \(largest) bytes of UTF-8"

    static func isGood(_ text: String) -> Bool {
        text.utf8.count <= largest && TextRule(1...longest).objection(to: text) == nil
    }
}
