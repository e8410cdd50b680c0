/// How long to wait until the next worker: not at all, unless they end again and again and nobody is known to be to blame.
struct RestartPolicy {
    private static let span = Duration.seconds(60)
    private static let allowed = 3
    private static let longest = Duration.seconds(30)

    private var unexplained: [ContinuousClock.Instant] = []
    private var blamed: [(plugin: String, at: ContinuousClock.Instant)] = []
    private var pause = Duration.seconds(1)

    /// - Parameters:
    ///   - plugin: whom the end is blamed on. One that ends a worker again before any has answered was not kept from it, and
    ///     explains nothing.
    ///   - now: when the worker has ended.
    mutating func delay(afterEndBy plugin: String?, at now: ContinuousClock.Instant) -> Duration {
        unexplained.removeAll { now - $0 > Self.span + Self.longest }
        blamed.removeAll { now - $0.at > Self.span + Self.longest }
        if let plugin, !blamed.contains(where: { $0.plugin == plugin }) {
            blamed.append((plugin, now))
            return .zero
        }
        unexplained.append(now)
        guard unexplained.count >= Self.allowed else {
            pause = .seconds(1)
            return .zero
        }
        defer { pause = min(pause * 2, Self.longest) }
        return pause
    }

    /// A worker answers, so whoever was to blame was switched off before: one that ends it too was switched on again by its owner.
    mutating func hasServed() { blamed.removeAll() }
}
