/// What a test waited for did not come to be.
public struct WaitedInVain: Error, CustomStringConvertible {
    /// What was waited for.
    let what: String

    public var description: String { "\(what): waited for it in vain" }
}

/// How long tests wait for what should come at once: a busy machine is slow, and only a broken promise is slower.
public let testPatience = Duration.seconds(120)

/// Waits until something is so.
/// - Parameter what: for the message.
/// - Throws: ``WaitedInVain`` after ``testPatience``, `CancellationError` when the test's time is up, and what the
///   condition throws.
public func wait(
    for what: String,
    isolation: isolated (any Actor)? = #isolation,
    until isSo: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + testPatience
    while try await !isSo() {
        guard ContinuousClock.now < end else { throw WaitedInVain(what: what) }
        try await Task.sleep(for: .milliseconds(5))
    }
}
