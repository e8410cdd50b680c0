import Foundation
import Synchronization

/// Opens once; both kinds of code wait for it, and neither for ever.
public final class Gate: Sendable {
    private let opened = Atomic(false)

    public init() {}

    public var isOpen: Bool { opened.load(ordering: .acquiring) }

    public func open() { opened.store(true, ordering: .releasing) }

    /// - Throws: ``WaitedInVain``
    public func waitBlocking() throws {
        let end = ContinuousClock.now + testPatience
        while !isOpen {
            guard ContinuousClock.now < end else { throw WaitedInVain(what: "a gate that somebody opens") }
            usleep(200)
        }
    }

    /// - Throws: ``WaitedInVain``
    public func wait() async throws {
        try await TotemTesting.wait(for: "a gate that somebody opens") { isOpen }
    }
}
