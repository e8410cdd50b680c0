/// How much of a file one transaction writes: so much that it is fast, so little that an order that comes meanwhile waits a
/// few hundredths of a second.
struct BatchPace {
    /// Where another process uses the store's file too, it is let in after each batch. SQLite's lock is not handed over: who
    /// waits for it looks again, the first dozen times within this time of one another.
    static let breath = Duration.milliseconds(26)

    /// Rows that are checked in one reading transaction, for which nobody waits.
    static let checkedAtOnce = 512

    /// Products of the store that are read together: each can have thousands of variants, and all of them are kept until they
    /// have been looked at.
    static let readAtOnce = 128

    /// Products that a transaction reads together at first, while it is not known how much work they are; then as many again
    /// as it has saved.
    static let heldAtFirst = 8

    /// After this time a transaction begins no further product.
    static let longest = Duration.milliseconds(40)

    private static let target = Duration.milliseconds(30)
    private static let sizes = 1...1024

    /// Rows of one batch. The rows of a product are never parted.
    private(set) var size = 64

    /// Learns from how long a batch took.
    mutating func follow(_ took: Duration) {
        if took > Self.target {
            size = max(Self.sizes.lowerBound, size / 2)
        } else if took < Self.target / 2 {
            size = min(Self.sizes.upperBound, size * 2)
        }
    }
}
