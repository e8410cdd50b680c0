/// An amount as Stripe wants it: in the currency's smallest unit as Stripe counts it, which is not always that of ISO 4217.
///
/// https://docs.stripe.com/currencies, "Zero-decimal currencies", "Three-decimal currencies" and "Special cases".
struct StripeAmount: Equatable {
    let value: Int64
    /// In capitals.
    let currency: String

    /// Currencies that Stripe counts without decimals.
    private static let withoutDecimals: Set<String> = [
        "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF",
    ]
    /// Of these the last of the three must be 0.
    private static let withThreeDecimals: Set<String> = ["BHD", "JOD", "KWD", "OMR", "TND"]

    /// The least that Stripe takes, in its own units: "Minimum and maximum charge amounts". It holds for the currency that the
    /// shop's account is paid in; where that is another, Stripe decides by its exchange rate, and declines.
    private static let minimums: [String: Int64] = [
        "AED": 200, "AUD": 50, "BGN": 100, "BRL": 50, "CAD": 50, "CHF": 50, "CZK": 1500, "DKK": 250, "EUR": 50,
        "GBP": 30, "HKD": 400, "HUF": 17_500, "INR": 50, "JPY": 50, "MXN": 1000, "MYR": 200, "NOK": 300, "NZD": 50,
        "PLN": 200, "RON": 200, "SEK": 300, "SGD": 50, "THB": 1000, "USD": 50,
    ]
    /// Eight digits.
    private static let largest: Int64 = 99_999_999

    /// - Parameters:
    ///   - amount: in the shop's minor units.
    ///   - digits: of the shop's minor unit, as ISO 4217 has it.
    /// - Throws: ``AmountProblem`` when Stripe can't take it.
    init(_ amount: Int64, _ currency: String, digits: Int) throws(AmountProblem) {
        let (wanted, step) = Self.unit(of: currency)
        let factor = Self.power(abs(wanted - digits))
        let converted: Int64
        if wanted >= digits {
            let (product, isTooLarge) = amount.multipliedReportingOverflow(by: factor)
            guard !isTooLarge else { throw AmountProblem("is too large to be paid by card") }
            converted = product
        } else {
            guard amount.isMultiple(of: factor) else {
                throw AmountProblem("can't be paid by card: in \(currency) cards take whole units only")
            }
            converted = amount / factor
        }
        guard converted.isMultiple(of: step) else {
            throw AmountProblem("can't be paid by card: in \(currency) the last of its three decimals must be 0")
        }
        value = converted
        self.currency = currency
    }

    /// Why nothing can be paid with it: too little or too much; nil when it can.
    var limitProblem: AmountProblem? {
        if value > Self.largest { return AmountProblem("is too large to be paid by card") }
        guard let minimum = Self.minimums[currency], value < minimum else { return nil }
        return AmountProblem("is too small to be paid by card, which takes \(Self.written(minimum, currency)) at least")
    }

    /// As requests have it.
    var code: String { currency.lowercased() }

    /// How many decimals Stripe counts, and what the value must be a multiple of. ISK and UGX have no decimals, and are sent
    /// with two zeros.
    private static func unit(of currency: String) -> (digits: Int, step: Int64) {
        if withoutDecimals.contains(currency) { return (0, 1) }
        if withThreeDecimals.contains(currency) { return (3, 10) }
        return (2, 1)
    }

    private static func power(_ exponent: Int) -> Int64 { (0..<exponent).reduce(1) { product, _ in product * 10 } }

    /// Of currencies in ``minimums``, which have two decimals or none.
    private static func written(_ value: Int64, _ currency: String) -> String {
        guard unit(of: currency).digits == 2 else { return "\(value) \(currency)" }
        let cents = value % 100
        return "\(value / 100).\(cents < 10 ? "0" : "")\(cents) \(currency)"
    }
}

/// What is wrong with an amount; it goes on from what costs it: "The order …".
struct AmountProblem: Error, Equatable {
    let message: String

    init(_ message: String) {
        self.message = message
    }
}
