/// A subject whose writers take turns: see ``Transaction/lock(_:)``.
///
/// It is for rules about several rows, such as "one administrator stays" or "no category is its own ancestor", which no
/// row's own lock can keep. Whoever names a lock chooses a number that no other has.
public struct StoreLock: Sendable, Hashable {
    /// What the lock is known by in the database, so that every node means the same one.
    public let number: Int32

    public init(_ number: Int32) {
        self.number = number
    }

    /// Migrations of every component.
    public static let schema = StoreLock(1)
}
