/// `retention.run`: each plugin deletes some of what it keeps for too long, and says how much is left of that. It is fired
/// daily, for one plugin at a time, again and again until nothing is left.
public struct RetentionRun: Hook {
    public typealias Answer = Int

    public static let unheard = 0

    /// How many rows one call deletes at most, so that nobody waits for it.
    public static let batch = 500

    /// How many rows this call is to delete at most.
    public let limit: Int

    public init(limit: Int = batch) {
        self.limit = limit
    }
}
