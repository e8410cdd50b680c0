public import TotemStore

/// An ISO 4217 currency in use, with the number of digits of its minor unit.
public struct Currency: Hashable, Sendable, CustomStringConvertible {
    /// The three letters.
    public let code: String
    /// How many decimal digits the minor unit has: 2 for EUR, 0 for JPY, 3 for KWD.
    public let digits: Int

    /// Nil when `code` is no active ISO 4217 code in capitals.
    public init?(_ code: String) {
        guard let digits = Self.minorDigits[code] else { return nil }
        self.code = code
        self.digits = digits
    }

    public var description: String { code }

    /// Currencies without two digits, from ISO 4217's list one; all others have two.
    private static let minorDigits: [String: Int] = {
        let two = """
            AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP \
            CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS \
            INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN \
            MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE \
            SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR \
            ZMW ZWG
            """
        var digits = Dictionary(uniqueKeysWithValues: two.split(separator: " ").map { (String($0), 2) })
        for code in "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(separator: " ") {
            digits[String(code)] = 0
        }
        for code in "BHD IQD JOD KWD LYD OMR TND".split(separator: " ") { digits[String(code)] = 3 }
        return digits
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
