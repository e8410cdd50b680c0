/// A subject whose writers take turns: see ``Transaction/lock(_:)``.
///
/// It is for rules about several rows, such as "one administrator stays" or "no category is its own ancestor", which no
/// row's own lock can keep, and for rows that are not there yet.
public struct StoreLock: Sendable, Hashable {
    /// What the lock is known by in the database, so that every node means the same one.
    public let number: Int64

    /// A lock with a name. Whoever names one chooses a number that no other has.
    public init(_ number: Int32) {
        self.number = Self.named | Int64(UInt32(bitPattern: number))
    }

    /// The lock of one among a great many: a row's key, say. Two that have the same digest by chance take turns without
    /// need.
    /// - Parameter digest: at least 8 bytes that nobody can choose at will.
    public init(digest: [UInt8]) {
        number = digest.prefix(8).reduce(0) { $0 << 8 | Int64($1) }
    }

    /// "totem" in the upper half.
    private static let named: Int64 = 0x746F_7465 << 32

    /// Migrations of every component.
    public static let schema = StoreLock(1)
}
