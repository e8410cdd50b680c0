/// Spreading an amount over parts, to the last minor unit.
package enum Spread {
    /// Gives each part its share by the method of the largest remainder: in proportion to its weight and rounded down; the
    /// units that are left over go one by one to the largest remainders, of equal ones to the earlier part.
    ///
    /// No share is above its weight when the amount is not above their sum. Products have 128 bits, so nothing overflows.
    /// - Parameters:
    ///   - amount: 0 or more.
    ///   - weights: 0 or more each, with a sum that fits 64 bits. An amount above 0 needs a weight above 0.
    package static func shares(of amount: Int64, over weights: [Int64]) -> [Int64] {
        guard amount > 0 else { return Array(repeating: 0, count: weights.count) }
        let sum = weights.reduce(0, +).magnitude
        precondition(sum > 0, "an amount was spread over nothing")
        var shares: [Int64] = []
        shares.reserveCapacity(weights.count)
        var remainders: [(part: Int, remainder: UInt64)] = []
        var left = amount
        for (part, weight) in weights.enumerated() {
            let product = amount.magnitude.multipliedFullWidth(by: weight.magnitude)
            let (share, remainder) = sum.dividingFullWidth(product)
            shares.append(Int64(share))
            left -= Int64(share)
            if remainder > 0 { remainders.append((part, remainder)) }
        }
        // There are more remainders than units left over: each remainder is below the sum, and together they are the units
        // times the sum.
        guard left > 0 else { return shares }
        remainders.sort { $0.remainder == $1.remainder ? $0.part < $1.part : $0.remainder > $1.remainder }
        for (part, _) in remainders.prefix(Int(left)) { shares[part] += 1 }
        return shares
    }
}
