/// A rate of tax in basis points: 1900 is 19 %.
public struct TaxRate: Sendable, Hashable {
    public static let largest: Int64 = 10_000
    public static let none = TaxRate(unchecked: 0)

    public let basisPoints: Int64

    /// Nil when it is below 0 or above 100 %.
    public init?(basisPoints: Int64) {
        guard (0...Self.largest).contains(basisPoints) else { return nil }
        self.init(unchecked: basisPoints)
    }

    private init(unchecked basisPoints: Int64) { self.basisPoints = basisPoints }

    /// The tax on an amount that it is added to: `net × rate / 10000`, half a unit rounded up.
    /// - Parameter net: 0 or more.
    func added(to net: Int64) -> Int64 { part(of: net, in: Self.whole) }

    /// The tax in an amount that it is part of: `gross × rate / (10000 + rate)`, half a unit rounded up.
    /// - Parameter gross: 0 or more.
    func included(in gross: Int64) -> Int64 { part(of: gross, in: Self.whole + basisPoints) }

    /// `19 %`, `7.25 %`
    public var formatted: String {
        let whole = basisPoints / 100
        let fraction = basisPoints % 100
        guard fraction > 0 else { return "\(whole) %" }
        let digits = fraction % 10 == 0 ? String(fraction / 10) : (fraction < 10 ? "0" : "") + String(fraction)
        return "\(whole).\(digits) %"
    }

    private static let whole: Int64 = 10_000

    /// `amount × rate / whole`. The product has 128 bits, and the rate is not above the whole, so the quotient fits.
    private func part(of amount: Int64, in whole: Int64) -> Int64 {
        let product = amount.magnitude.multipliedFullWidth(by: basisPoints.magnitude)
        let (quotient, remainder) = whole.magnitude.dividingFullWidth(product)
        return Int64(quotient) + (remainder * 2 >= whole.magnitude ? 1 : 0)
    }
}
