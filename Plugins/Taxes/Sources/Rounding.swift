/// Exact arithmetic on whole minor units.
enum Rounding {
    /// `amount × numerator / denominator`, half a unit rounded up.
    /// - Parameters:
    ///   - amount: 0 or more.
    ///   - denominator: above 0.
    static func half(_ amount: Int64, _ numerator: Int128, over denominator: Int128) -> Int64 {
        Int64((2 * Int128(amount) * numerator + denominator) / (2 * denominator))
    }

    /// Spreads an amount in proportion to weights, rounded down; the units that are left over go one by one to the largest
    /// remainders, of equal ones to the earlier part.
    /// - Parameters:
    ///   - amount: 0 or more.
    ///   - weights: 0 or more each; where all are 0 the first part has it all.
    static func shares(of amount: Int64, over weights: [Int128]) -> [Int64] {
        let sum = weights.reduce(0, +)
        guard sum > 0 else { return weights.indices.map { $0 == 0 ? amount : 0 } }
        let parts = weights.map { (Int128(amount) * $0).quotientAndRemainder(dividingBy: sum) }
        var shares = parts.map { Int64($0.quotient) }
        let left = Int(amount - shares.reduce(0, +))
        let largest = parts.indices.sorted {
            parts[$0].remainder == parts[$1].remainder ? $0 < $1 : parts[$0].remainder > parts[$1].remainder
        }
        for place in largest.prefix(left) { shares[place] += 1 }
        return shares
    }
}
