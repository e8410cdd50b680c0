import TotemPluginKit

/// A part of the world with taxes of its own.
struct Zone {
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

    /// What does not go together, by the fields of its JSON.
    var objections: [(field: String, message: String)] {
        var wrong = objections(to: states, "states") { state, country in
            Place.key(ofState: state, in: country).isEmpty ? "must be more than the country" : nil
        }
        wrong += objections(to: postalCodes, "postal_codes") { code, country in
            PostalPattern(code, in: country) == nil ? "must be a range of equally long ones, the lower one first" : nil
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
        _ objection: (_ value: String, _ country: String) -> String?
    ) -> [(field: String, message: String)] {
        guard let country = countries.first, !values.isEmpty else {
            return values.isEmpty ? [] : [(field, "need one country in countries")]
        }
        guard countries.count == 1 else { return [(field, "need one country in countries, not \(countries.count)")] }
        return values.enumerated().compactMap { place, value in
            objection(value, country).map { ("\(field)[\(place)]", $0) }
        }
    }
}
