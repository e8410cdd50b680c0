public import TotemStore

/// A country of ISO 3166-1, or Kosovo, which has an address and no code in that list.
public struct Country: Hashable, Sendable, CustomStringConvertible {
    /// Two capitals: `DE`.
    public let code: String

    /// - Parameter code: in any case, with white space around it.
    /// - Throws: ``KernelError`` naming `field`.
    public init(_ code: String, field: String = "country") throws(KernelError) {
        let capitals = code.trimmed().uppercased()
        guard Self.codes.contains(capitals) else { throw .invalid(field, Self.objection(to: code)) }
        self.code = capitals
    }

    static func objection(to code: String) -> String {
        "must be an ISO 3166-1 country code of two letters such as DE, not '\(code.prefix(100))'"
    }

    private init(stored code: String) { self.code = code }

    public var description: String { code }

    /// Whether mail does not arrive without a postal code. Elsewhere there are none (Hong Kong, the Emirates, Qatar), or
    /// people live without theirs (Ireland, Kenya): one that is given is kept all the same.
    package var needsPostalCode: Bool { Self.withNeededPostalCode.contains(code) }

    /// The name of the city that the whole country is.
    package var onlyCity: String? {
        switch code {
        case "GI": "Gibraltar"
        case "HK": "Hong Kong"
        case "MC": "Monaco"
        case "MO": "Macao"
        case "SG": "Singapore"
        case "VA": "Vatican City"
        default: nil
        }
    }

    /// The officially assigned codes of ISO 3166-1 alpha-2, and XK, which posts use for Kosovo.
    package static let codes = set(
        """
        AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ \
        CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO \
        FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE \
        JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO \
        MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW \
        PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM \
        TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
        """
    )

    /// Where a postal code is required by the address metadata of libaddressinput
    /// (https://chromium-i18n.appspot.com/ssl-address/data, the key `require` with a `Z`; read in June 2025).
    private static let withNeededPostalCode = set(
        """
        AS AT AU AX BE BL BR CA CH CN CZ DE DK EE ES FI FK FM FR GB GF GG GL GP GR GS GU HU IM IN IO IT JE JP KR LI LT \
        LU LV MF MH MP MQ MX MY NC NL NO NZ PF PL PM PN PR PT PW RE RO RU SE SG SH SJ SK SM TC TR TW UA US VI WF YT ZA
        """
    )

    private static func set(_ codes: String) -> Set<String> { Set(codes.split(separator: " ").map(String.init)) }
}

extension Country: SQLCodable {
    public var sqlValue: SQLValue { .text(code) }

    public static func decode(_ row: Row, at index: Int) throws -> Country { Country(stored: try row.get(index)) }
}
