public import Logging
import Synchronization
public import TotemKernel
import TotemStore

/// What happens after commits and outside of requests: plugins are told what has happened, their jobs are run, and they are
/// asked to delete what is too old.
///
/// Every node of a shop runs one; leases see to it that each thing is done by one of them at a time.
public struct Delivery: Sendable {
    /// How often is looked whether another process has left something to do.
    private static let interval = Duration.seconds(1)

    private let events: EventTelling
    private let jobs: JobRunner
    private let retention: RetentionRuns
    private let eventBell = Bell()
    private let jobBell = Bell()
    private let log: Logger

    /// - Parameter holder: the node's name, which one that takes its place has too.
    public init(_ kernel: Kernel, as holder: String = RandomToken.make(), log: Logger) {
        events = EventTelling(kernel, as: holder, log: log)
        jobs = JobRunner(kernel, log: log)
        retention = RetentionRuns(kernel, as: holder, log: log)
        self.log = log
        kernel.store.listeners.add { [eventBell, jobBell] news in
            eventBell.ring()
            if news.contains(where: { $0 is JobNews }) { jobBell.ring() }
        }
    }

    /// Works until the task is cancelled. Jobs that run then are not waited for: a node that goes on with the shop begins
    /// them again, from their checkpoints.
    public func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await again("telling plugins what happened", eventBell) { try await events.tellIfDue() } }
            group.addTask { await again("running jobs", jobBell) { try await jobs.beginDue() } }
            group.addTask { await again("retention", Bell()) { try await retention.runIfDue() } }
        }
    }

    private func again(_ what: String, _ bell: Bell, _ body: @Sendable () async throws -> Void) async {
        while !Task.isCancelled {
            do {
                try await body()
            } catch is LeaseLost {
                log.warning("another node has taken over \(what): this one was stopped for a minute")
            } catch is CancellationError {
                break
            } catch {
                log.warning("\(what) failed; trying again", metadata: ["error": "\(error)"])
            }
            await bell.wait(upTo: Self.interval)
        }
    }
}

/// Wakes somebody who waits for something to do. What is rung for together is done together: it is looked ten times a second,
/// so that a busy shop does not commit a word about each order after each order.
private final class Bell: Sendable {
    private static let pause = Duration.milliseconds(100)

    private let hasRung = Atomic<Bool>(false)

    func ring() {
        if !hasRung.load(ordering: .relaxed) { hasRung.store(true, ordering: .releasing) }
    }

    /// Returns soon after it has rung, or after `limit`, or at once when the task is cancelled.
    func wait(upTo limit: Duration) async {
        let end = ContinuousClock.now + limit
        repeat {
            do { try await Task.sleep(for: Self.pause) } catch { return }
        } while !hasRung.exchange(false, ordering: .acquiring) && ContinuousClock.now < end
    }
}
