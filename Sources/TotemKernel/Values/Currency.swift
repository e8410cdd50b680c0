public import TotemStore

/// An ISO 4217 currency in use, with the number of digits of its minor unit.
public struct Currency: Hashable, Sendable, CustomStringConvertible {
    /// Among all. Every amount has a currency, so that it is a number, and copied like one.
    private let place: UInt8

    /// Nil when `code` is no active ISO 4217 code in capitals.
    public init?(_ code: String) {
        guard let place = Self.places[code] else { return nil }
        self.place = place
    }

    /// The three letters.
    public var code: String { Self.all[Int(place)].code }

    /// How many decimal digits the minor unit has: 2 for EUR, 0 for JPY, 3 for KWD.
    public var digits: Int { Self.all[Int(place)].digits }

    public var description: String { code }

    /// The codes of all of them, in order.
    package static let codes = all.map(\.code)

    private static let places = Dictionary(uniqueKeysWithValues: zip(codes, UInt8(0)...))

    /// The codes of ISO 4217's list one that have a minor unit, funds (CHE, CLF, UYW) too, as of November 2026
    /// (https://www.six-group.com/en/products-services/financial-information/data-standards.html). Metals, bond units and
    /// XDR have none: nothing can be paid in them.
    private static let all: [(code: String, digits: Int)] = {
        let two = """
            AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP \
            COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS \
            INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV \
            MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE \
            SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR \
            ZMW ZWG
            """
        var digits = Dictionary(uniqueKeysWithValues: two.split(separator: " ").map { (String($0), 2) })
        for code in "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(separator: " ") {
            digits[String(code)] = 0
        }
        for code in "BHD IQD JOD KWD LYD OMR TND".split(separator: " ") { digits[String(code)] = 3 }
        for code in "CLF UYW".split(separator: " ") { digits[String(code)] = 4 }
        return digits.map { (code: $0.key, digits: $0.value) }.sorted { $0.code < $1.code }
    }()
}

extension Currency: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let code = try container.decode(String.self)
        guard let currency = Currency(code) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "'\(code)' is no ISO 4217 currency; write three capitals such as EUR"
            )
        }
        self = currency
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(code)
    }
}

extension Currency: SQLCodable {
    public var sqlValue: SQLValue { .text(code) }

    public static func decode(_ row: Row, at index: Int) throws -> Currency {
        let code: String = try row.get(index)
        guard let currency = Currency(code) else {
            throw StoreError(.decoding, "column \(index) holds '\(code)', which is no ISO 4217 currency")
        }
        return currency
    }
}
