/// Trying again what can't run.
extension PluginHost {
    /// How often a daemon should ask for ``followMended()``.
    public static let mendingInterval: Duration = .seconds(2)

    /// For how long what failed is not tried again while its files are the same.
    private static let patience: Duration = .seconds(30)

    /// Follows the table anew when a plugin can't run and the files in the folders are others than when that was tried: somebody
    /// may have mended it, or has finished copying. After half a minute in any case: it may have failed for want of memory, or of
    /// time. Cheap while all plugins run.
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
        return ContinuousClock.now - followedAt > Self.patience || PluginFiles.signs(in: folders) != followedFiles
    }
}
