import Testing
import TotemKernel

@Suite("Currencies of the world")
struct CurrencyTests {
    @Test(
        "Amounts are written and read with the digits of their currency",
        arguments: [
            ("JPY", 1_999, "1999"), ("KRW", 5, "5"), ("VND", 1_250_000, "1250000"), ("ISK", 0, "0"),
            ("EUR", 5, "0.05"), ("HKD", 128_800, "1288.00"), ("AED", -150, "-1.50"), ("INR", 1, "0.01"),
            ("KWD", 1_234, "1.234"), ("BHD", 7, "0.007"), ("TND", 1_000, "1.000"), ("OMR", 12_500, "12.500"),
            ("CLF", 15_000, "1.5000"), ("UYW", 1, "0.0001"), ("UYI", 3, "3"), ("CHE", 100, "1.00"),
        ] as [(String, Int64, String)]
    )
    func decimals(_ code: String, _ amount: Int64, _ text: String) throws {
        let money = Money(amount, try #require(Currency(code)))
        #expect(money.decimal == text)
        #expect(try Money(decimal: text, money.currency, "price") == money)
    }

    @Test(
        "A digit that a currency does not have is refused with an example of one that it has",
        arguments: [
            ("JPY", "19.5", "1999"), ("EUR", "1.999", "19.99"), ("KWD", "1.9999", "1.999"),
            ("CLF", "1.99999", "1.9999"),
        ]
    )
    func tooManyDigits(_ code: String, _ text: String, _ example: String) throws {
        let currency = try #require(Currency(code))
        let error = #expect(throws: KernelError.self) { try Money(decimal: text, currency, "price") }
        #expect(error?.detail.contains("such as \(example) in \(code)") == true)
        #expect(try Money(decimal: example, currency, "price").decimal == example)
    }

    @Test("What may be a thousand times as much is refused", arguments: ["1.250", "-12.000", "999.990"])
    func thousands(_ text: String) throws {
        for code in ["EUR", "JPY"] {
            let currency = try #require(Currency(code))
            #expect(throws: KernelError.self) { try Money(decimal: text, currency, "price") }
        }
        #expect(try Money(decimal: text, try #require(Currency("KWD")), "price").decimal == text)
        let euro = try #require(Currency("EUR"))
        #expect(try Money(decimal: "0.500", euro, "price").amount == 50)
        #expect(try Money(decimal: "1250.000", euro, "price").amount == 125_000)
    }

    @Test("What nobody pays in is no currency", arguments: ["XAU", "XXX", "XTS", "XDR", "DEM", "eur", "€", "", "EURO"])
    func none(_ code: String) {
        #expect(Currency(code) == nil)
    }
}
