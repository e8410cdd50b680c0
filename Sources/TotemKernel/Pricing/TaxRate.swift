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

    /// The tax on an amount, half a unit rounded up: `net × rate / 10000` where it is added, `net × rate / (10000 + rate)` where it is
    /// included.
    /// - Parameters:
    ///   - net: 0 or more.
    ///   - basisPoints: 0 or more: at most ``largest`` where it is added; where it is included, maybe a sum of rates.
    static func tax(on net: Int64, basisPoints: Int64, isIncluded: Bool) -> Int64 {
        part(of: net, basisPoints, in: isIncluded ? whole + basisPoints : whole)
    }

    /// `19 %`, `7.25 %`
    public var formatted: String {
        let whole = basisPoints / 100
        let fraction = basisPoints % 100
        guard fraction > 0 else { return "\(whole) %" }
        let digits = fraction % 10 == 0 ? String(fraction / 10) : (fraction < 10 ? "0" : "") + String(fraction)
        return "\(whole).\(digits) %"
    }

    private static let whole: Int64 = 10_000

    /// The product has 128 bits, and the rate is not above the whole, so the quotient fits.
    private static func part(of amount: Int64, _ basisPoints: Int64, in whole: Int64) -> Int64 {
        let product = amount.magnitude.multipliedFullWidth(by: basisPoints.magnitude)
        let (quotient, remainder) = whole.magnitude.dividingFullWidth(product)
        return Int64(quotient) + (remainder * 2 >= whole.magnitude ? 1 : 0)
    }
}
