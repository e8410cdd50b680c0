/// Trying again what can't run.
extension PluginHost {
    /// How often a daemon should ask for ``followMended()``.
    public static let mendingInterval: Duration = .seconds(2)

    /// Follows the table anew when a plugin can't run and the files in the folders are others than when that was tried: somebody
    /// may have mended it, or has finished copying. Now and then in any case: it may have failed for want of memory, or of time.
    /// Cheap while all plugins run.
    /// - Returns: whether there was something to try.
    @discardableResult
    public func followMended() async throws -> Bool {
        try await serially {
            guard await self.mayBeMended else { return false }
            try await self.follow()
            return true
        }
    }

    private var mayBeMended: Bool {
        guard isFollowing, !problems.isEmpty else { return false }
        return retry.isDue || PluginFiles.signs(in: folders) != followedFiles
    }
}

/// When what could not run is tried again though nothing that is known of it has changed: later and later, for its code runs each time.
struct PluginRetry {
    private static let first: Duration = .seconds(30)
    private static let longest: Duration = .seconds(960)

    private var pause = Self.first
    /// Nil: never.
    private var next: ContinuousClock.Instant?

    var isDue: Bool { next.map { $0 <= .now } ?? false }

    /// - Parameters:
    ///   - isOther: whether something was another than the time before.
    ///   - isPassing: whether there is a reason that may pass by itself.
    mutating func tried(isOther: Bool, isPassing: Bool) {
        pause = isOther ? Self.first : min(pause * 2, Self.longest)
        next = isPassing ? .now + pause : nil
    }
}
