/// An amount of money: whole minor units (cents) of one currency. Arithmetic that would overflow, or mix
/// currencies, throws.
public struct Money: Hashable, Sendable, Codable {
    /// Minor units.
    public let amount: Int64
    public let currency: Currency

    public init(_ amount: Int64, _ currency: Currency) {
        self.amount = amount
        self.currency = currency
    }

    public static func zero(_ currency: Currency) -> Money { Money(0, currency) }

    /// Reads exact decimal text such as `19.99`, `-3` or `.5`.
    /// - Throws: ``KernelError`` naming `field` when it is no plain decimal number, has more digits than the currency, may be
    ///   a thousand times as much (`1.250` euro), or is too large.
    public init(decimal text: some StringProtocol, _ currency: Currency, _ field: String) throws(KernelError) {
        let refusal = { (why: String) in
            KernelError.invalid(field, "'\(text)' \(why); write an amount such as \(currency.example) in \(currency)")
        }
        var digits = Substring(text)
        let negative = digits.hasPrefix("-")
        if negative { digits.removeFirst() }
        let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let whole = parts[0]
        let all = parts.joined()
        guard !all.isEmpty, all.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw refusal("is no decimal number")
        }
        var fraction = parts.count == 2 ? parts[1] : ""
        let partsThousands = fraction.utf8.count == 3 && (1...3).contains(whole.utf8.count) && !whole.hasPrefix("0")
        while fraction.utf8.count > currency.digits, fraction.last == "0" { fraction.removeLast() }
        guard fraction.utf8.count <= currency.digits else {
            throw refusal("has more than \(currency.digits) decimal digits")
        }
        guard currency.digits >= 3 || !partsThousands else { throw refusal("may be \(parts.joined()) too") }
        let padded = whole + fraction + String(repeating: "0", count: currency.digits - fraction.utf8.count)
        guard let amount = Int64((negative ? "-" : "") + padded) else { throw refusal("is too large") }
        self.init(amount, currency)
    }

    public static func + (left: Money, right: Money) throws(KernelError) -> Money {
        try left.combined(with: right) { $0.addingReportingOverflow($1) }
    }

    public static func - (left: Money, right: Money) throws(KernelError) -> Money {
        try left.combined(with: right) { $0.subtractingReportingOverflow($1) }
    }

    public static func * (price: Money, quantity: Quantity) throws(KernelError) -> Money {
        let (product, overflow) = price.amount.multipliedReportingOverflow(by: quantity.value)
        guard !overflow else { throw .moneyOverflow }
        return Money(product, price.currency)
    }

    /// `19.99 EUR`, for people.
    public var formatted: String { "\(decimal) \(currency)" }

    /// `19.99`: what ``init(decimal:_:)`` reads.
    public var decimal: String {
        let magnitude = String(amount.magnitude)
        let padded = String(repeating: "0", count: max(0, currency.digits + 1 - magnitude.count)) + magnitude
        let sign = amount < 0 ? "-" : ""
        guard currency.digits > 0 else { return sign + padded }
        return "\(sign)\(padded.dropLast(currency.digits)).\(padded.suffix(currency.digits))"
    }

    private func combined(
        with other: Money,
        _ operation: (Int64, Int64) -> (partialValue: Int64, overflow: Bool)
    ) throws(KernelError) -> Money {
        guard currency == other.currency else { throw .mixedCurrencies(currency, other.currency) }
        let (result, overflow) = operation(amount, other.amount)
        guard !overflow else { throw .moneyOverflow }
        return Money(result, currency)
    }
}

extension Currency {
    /// An amount as it is written in this currency: `19.99`, `1999`, `1.999` or `1.9999`.
    fileprivate var example: String {
        switch digits {
        case 0: "1999"
        case 3: "1.999"
        case 4: "1.9999"
        default: "19.99"
        }
    }
}

extension KernelError {
    static var moneyOverflow: KernelError {
        KernelError(.invalid, "amount-too-large", "The amount is larger than a 64-bit number of minor units can hold.")
    }

    /// The same of a field.
    static func moneyOverflow(_ field: String) -> KernelError {
        let why = "comes to more than a 64-bit number of minor units can hold"
        return KernelError(.invalid, "amount-too-large", "\(field): \(why)", fields: [Field(field, why)])
    }

    static var orderTooLarge: KernelError {
        let why = "comes to more than the \(PriceSheet.largest) minor units that an order may have"
        return KernelError(.invalid, "amount-too-large", "items: \(why)", fields: [Field("items", why)])
    }

    static func mixedCurrencies(_ one: Currency, _ other: Currency) -> KernelError {
        KernelError(.invalid, "mixed-currencies", "An amount in \(one) can't be combined with one in \(other).")
    }
}
