import Foundation
import Synchronization

/// Opens once; both kinds of code wait for it.
public final class Gate: Sendable {
    private let opened = Atomic(false)

    public init() {}

    public var isOpen: Bool { opened.load(ordering: .acquiring) }

    public func open() { opened.store(true, ordering: .releasing) }

    public func waitBlocking() {
        while !isOpen { usleep(200) }
    }

    public func wait() async throws {
        while !isOpen { try await Task.sleep(for: .milliseconds(1)) }
    }
}
