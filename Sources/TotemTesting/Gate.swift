import Foundation
import Synchronization

/// Opens once; both kinds of code wait for it, and neither for ever.
public final class Gate: Sendable {
    private let opened = Atomic(false)

    public init() {}

    public var isOpen: Bool { opened.load(ordering: .acquiring) }

    public func open() { opened.store(true, ordering: .releasing) }

    /// Holds up a thread. When nobody opens the gate for ``testPatience`` the tests end, which could not go on anyway.
    public func waitBlocking() {
        let end = ContinuousClock.now + testPatience
        while !isOpen {
            precondition(ContinuousClock.now < end, "nobody opens a gate that a thread waits at")
            usleep(200)
        }
    }

    /// - Throws: ``WaitedInVain``
    public func wait() async throws {
        try await TotemTesting.wait(for: "a gate that somebody opens") { isOpen }
    }
}
