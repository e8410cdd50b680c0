/// Zones and rates that an owner can begin with.
struct Preset {
    struct PresetZone {
        /// What tells it from the preset's others.
        let key: String
        let zone: Zone
        let rates: [TaxRate]
    }

    let name: String
    let title: String
    /// The date of the law that it follows: `2026-01-01`.
    let asOf: String
    let source: String
    let zones: [PresetZone]

    static let all = [europeanUnion]
}

extension Preset {
    static let europeanUnion = Preset(
        name: "eu",
        title: "VAT of the European Union's member states",
        asOf: "2026-01-01",
        source:
            "European Commission, VAT rates applied in the Member States of the European Union (Taxes in Europe Database, TEDB)",
        zones: MemberState.all.map(\.zone) + OutsideTerritory.all.map(\.zone)
    )
}

/// A member state with its rates in percent.
///
/// The reduced ones are in the order of the Commission's table. Which goods they are for differs from state to state: a product's
/// class means nothing more than the place of its rate.
private struct MemberState {
    let code: String
    let name: String
    let standard: String
    let reduced: [String]
    var superReduced: String?
    var parking: String?

    static let all = [
        MemberState(code: "AT", name: "Austria", standard: "20", reduced: ["10", "13"], parking: "13"),
        MemberState(code: "BE", name: "Belgium", standard: "21", reduced: ["6", "12"], parking: "12"),
        MemberState(code: "BG", name: "Bulgaria", standard: "20", reduced: ["9"]),
        MemberState(code: "HR", name: "Croatia", standard: "25", reduced: ["5", "13"]),
        MemberState(code: "CY", name: "Cyprus", standard: "19", reduced: ["5", "9"], superReduced: "3"),
        MemberState(code: "CZ", name: "Czechia", standard: "21", reduced: ["12"]),
        MemberState(code: "DK", name: "Denmark", standard: "25", reduced: []),
        MemberState(code: "EE", name: "Estonia", standard: "24", reduced: ["9", "13"]),
        MemberState(code: "FI", name: "Finland", standard: "25.5", reduced: ["10", "13.5"]),
        MemberState(code: "FR", name: "France", standard: "20", reduced: ["5.5", "10"], superReduced: "2.1"),
        MemberState(code: "DE", name: "Germany", standard: "19", reduced: ["7"]),
        MemberState(code: "GR", name: "Greece", standard: "24", reduced: ["6", "13"]),
        MemberState(code: "HU", name: "Hungary", standard: "27", reduced: ["5", "18"]),
        MemberState(
            code: "IE",
            name: "Ireland",
            standard: "23",
            reduced: ["9", "13.5"],
            superReduced: "4.8",
            parking: "13.5"
        ),
        MemberState(code: "IT", name: "Italy", standard: "22", reduced: ["5", "10"], superReduced: "4"),
        MemberState(code: "LV", name: "Latvia", standard: "21", reduced: ["5", "12"]),
        MemberState(code: "LT", name: "Lithuania", standard: "21", reduced: ["5", "12"]),
        MemberState(
            code: "LU",
            name: "Luxembourg",
            standard: "17",
            reduced: ["8", "14"],
            superReduced: "3",
            parking: "14"
        ),
        MemberState(code: "MT", name: "Malta", standard: "18", reduced: ["5", "7"]),
        MemberState(code: "NL", name: "Netherlands", standard: "21", reduced: ["9"]),
        MemberState(code: "PL", name: "Poland", standard: "23", reduced: ["5", "8"]),
        MemberState(code: "PT", name: "Portugal", standard: "23", reduced: ["6", "13"], parking: "13"),
        MemberState(code: "RO", name: "Romania", standard: "21", reduced: ["11"]),
        MemberState(code: "SK", name: "Slovakia", standard: "23", reduced: ["5", "19"]),
        MemberState(code: "SI", name: "Slovenia", standard: "22", reduced: ["5", "9.5"]),
        MemberState(code: "ES", name: "Spain", standard: "21", reduced: ["10"], superReduced: "4"),
        MemberState(code: "SE", name: "Sweden", standard: "25", reduced: ["6", "12"]),
    ]

    var zone: Preset.PresetZone {
        let reducedClasses = ["reduced", "reduced-2"]
        let rates = [
            [rate(nil, standard)], zip(reducedClasses, reduced).map { rate($0, $1) },
            [rate("super-reduced", superReduced), rate("parking", parking)],
        ].flatMap(\.self).compactMap(\.self)
        return Preset.PresetZone(
            key: code,
            zone: Zone(
                name: name,
                // Monaco is taxed as France is (Article 7).
                countries: code == "FR" ? ["FR", "MC"] : [code],
                states: [],
                postalCodes: [],
                hasReverseCharge: true,
                isActive: true
            ),
            rates: rates
        )
    }

    private func rate(_ taxClass: String?, _ percent: String?) -> TaxRate? {
        percent.flatMap(Percent.init).map {
            TaxRate(
                id: 0,
                name: "VAT",
                taxClass: taxClass,
                percent: $0,
                priority: 0,
                isCompound: false,
                isOnShipping: true
            )
        }
    }
}

/// Parts of member states outside of the common area of VAT (Article 6 of Directive 2006/112/EC), by their postal codes: what is sent
/// there is exported.
private struct OutsideTerritory {
    let country: String
    let name: String
    let postalCodes: [String]

    static let all = [
        OutsideTerritory(country: "DE", name: "Büsingen and Heligoland", postalCodes: ["78266", "27498"]),
        OutsideTerritory(
            country: "ES",
            name: "Canary Islands, Ceuta and Melilla",
            postalCodes: ["35*", "38*", "51*", "52*"]
        ),
        OutsideTerritory(country: "FI", name: "Åland Islands", postalCodes: ["22*"]),
        OutsideTerritory(
            country: "FR",
            name: "French overseas departments and territories",
            postalCodes: ["97*", "984*", "986*", "987*", "988*"]
        ),
        OutsideTerritory(country: "GR", name: "Mount Athos", postalCodes: ["63086", "63087"]),
        OutsideTerritory(country: "IT", name: "Livigno", postalCodes: ["23041", "23030"]),
    ]

    var zone: Preset.PresetZone {
        Preset.PresetZone(
            key: "\(country)-outside",
            zone: Zone(
                name: name,
                countries: [country],
                states: [],
                postalCodes: postalCodes,
                hasReverseCharge: false,
                isActive: true
            ),
            rates: []
        )
    }
}
