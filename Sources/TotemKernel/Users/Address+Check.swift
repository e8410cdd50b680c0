extension Address {
    /// Checks the parts of an address. White space at their ends is dropped; what is empty then counts as missing.
    /// - Parameter field: where the address is in the request, such as `shipping_address`; nil when it is the request.
    /// - Throws: ``KernelError`` naming every bad part: `shipping_address.country`.
    public init(
        firstName: String? = nil,
        lastName: String? = nil,
        addressLine1: String,
        addressLine2: String? = nil,
        city: String,
        state: String? = nil,
        postalCode: String,
        country: String,
        field: String? = nil
    ) throws(KernelError) {
        var check = AddressCheck(prefix: field.map { $0 + "." } ?? "")
        self.firstName = check.optional(firstName, "first_name")
        self.lastName = check.optional(lastName, "last_name")
        self.addressLine1 = check.required(addressLine1, "address_line1")
        self.addressLine2 = check.optional(addressLine2, "address_line2")
        self.city = check.required(city, "city")
        self.state = check.optional(state, "state")
        self.postalCode = check.required(postalCode, "postal_code", TextRule(1...32))
        self.country = check.country(country)
        guard check.form.isPassed else { throw check.form.error }
    }

    /// An address that was checked before it was stored.
    init(
        storedFirstName: String?,
        lastName: String?,
        addressLine1: String,
        addressLine2: String?,
        city: String,
        state: String?,
        postalCode: String,
        country: String
    ) {
        firstName = storedFirstName
        self.lastName = lastName
        self.addressLine1 = addressLine1
        self.addressLine2 = addressLine2
        self.city = city
        self.state = state
        self.postalCode = postalCode
        self.country = country
    }
}

/// What the parts of an address may hold.
private struct AddressCheck {
    let prefix: String
    private(set) var form = FieldCheck()

    init(prefix: String) { self.prefix = prefix }

    mutating func required(_ text: String, _ name: String, _ rule: TextRule = .name) -> String {
        let text = text.trimmed()
        form.text(text, prefix + name, rule)
        return text
    }

    mutating func optional(_ text: String?, _ name: String) -> String? {
        guard let text = text?.trimmed(), !text.isEmpty else { return nil }
        return required(text, name)
    }

    mutating func country(_ code: String) -> String {
        let code = code.trimmed().uppercased()
        if !Country.codes.contains(code) {
            form.object(
                prefix + "country",
                "must be an ISO 3166-1 country code of two letters such as DE, not '\(code)'"
            )
        }
        return code
    }
}

enum Country {
    /// The officially assigned codes of ISO 3166-1 alpha-2, and XK, which posts use for Kosovo.
    static let codes: Set<String> = {
        let text = """
            AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW \
            BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI \
            FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN \
            IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME \
            MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF \
            PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV \
            SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK \
            YE YT ZA ZM ZW
            """
        return Set(text.split(separator: " ").map(String.init))
    }()
}
