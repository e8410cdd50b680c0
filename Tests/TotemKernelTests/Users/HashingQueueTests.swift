import Foundation
import Synchronization
import Testing
import TotemTesting

@testable import TotemKernel

@Suite("The queue of passwords")
struct HashingQueueTests {
    @Test("Registrations wait for log-ins, and those that find the queue full are sent away", .timeLimit(.minutes(5)))
    func lanes() async throws {
        let queue = HashingQueue()
        let gate = Gate()
        let done = Done()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for running in 1...2 {
                group.addTask { try await queue.run(in: .registration) { gate.waitBlocking() } }
                try await wait(for: "one that runs") { queue.running >= running }
            }
            for (lane, count) in [(HashingQueue.Lane.registration, 16), (.account, 64)] {
                for waiting in 1...count {
                    group.addTask { try await queue.run(in: lane) { done.add(lane) } }
                    try await wait(for: "one that waits") { queue.waiting(in: lane) >= waiting }
                }
                let error = await #expect(throws: KernelError.self) { try await queue.run(in: lane) {} }
                #expect(error?.kind == .unavailable && error?.retryAfter != nil)
            }
            gate.open()
            try await group.waitForAll()
        }
        // Two threads take turns: one may be a step ahead of what the other notes.
        #expect(done.lanes.prefix(63).allSatisfy { $0 == .account })
        #expect(done.lanes.count == 80)
        try await queue.run(in: .registration) {}
    }

    @Test("Passwords that are hashed leave all other work its threads", .timeLimit(.minutes(5)))
    func threads() async throws {
        // More than a system lets run on the threads that tasks share.
        let queues = (0..<2 * ProcessInfo.processInfo.activeProcessorCount).map { _ in HashingQueue() }
        let gate = Gate()
        let done = Done()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for queue in queues + queues {
                group.addTask {
                    try await queue.run(in: .account) {
                        Self.work(until: gate)
                        done.add(.account)
                    }
                }
            }
            while queues.contains(where: { $0.running < 2 }), done.lanes.isEmpty { await Task.yield() }
            await Task.detached {}.value
            #expect(done.lanes.isEmpty)
            gate.open()
            try await group.waitForAll()
        }
    }

    /// Keeps a processor busy; in the place of a thread that only waits, the system would add another.
    private static func work(until gate: Gate) {
        let end = ContinuousClock.now + .seconds(60)
        while !gate.isOpen, ContinuousClock.now < end {}
    }
}

/// What was done, in its order.
private final class Done: Sendable {
    private let state = Mutex<[HashingQueue.Lane]>([])
    var lanes: [HashingQueue.Lane] { state.withLock { $0 } }
    func add(_ lane: HashingQueue.Lane) { state.withLock { $0.append(lane) } }
}
