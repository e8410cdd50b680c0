import Testing
import TotemStore
import TotemTesting

@testable import TotemPluginHost

@Suite("Threads for what plugins do outside of transactions", .timeLimit(.minutes(5)))
struct OutsideThreadsTests {
    private let lane = OutsideThreads.Lane(1)

    /// Holds the only thread until the gate is open.
    private func hold(_ gate: Gate) async throws -> Task<Void, any Error> {
        let isHeld = Gate()
        let task = Task {
            try await OutsideThreads.run(of: "slow", on: lane) {
                isHeld.open()
                gate.waitBlocking()
            }
        }
        try await isHeld.wait()
        return task
    }

    @Test("Who came to no turn in time is refused; the shop's own work waits for as long as it takes")
    func deadline() async throws {
        let gate = Gate()
        let holder = try await hold(gate)
        let work = Task { try await OutsideThreads.run(of: "slow", on: lane) { true } }
        for deadline in [ContinuousClock.now, .now + .milliseconds(50)] {
            await #expect(throws: OutsideThreads.Busy.self) {
                try await OutsideThreads.run(of: "slow", on: lane, until: deadline) { Issue.record("it ran") }
            }
        }
        gate.open()
        #expect(try await work.value)
        #expect(try await OutsideThreads.run(of: "slow", on: lane, until: .now + .seconds(60)) { true })
        try await holder.value
    }

    @Test("So many may wait; the next is refused at once")
    func crowd() async throws {
        let gate = Gate()
        let holder = try await hold(gate)
        let most = WaitingLimits().places / 2
        let outcomes = try await withThrowingTaskGroup(of: Bool.self, returning: [Bool].self) { group in
            for _ in 0..<most + 10 {
                group.addTask { [lane] in
                    do {
                        return try await OutsideThreads.run(of: "slow", on: lane, until: .now + testPatience) { true }
                    } catch is OutsideThreads.Busy {
                        // Those that wait go on once the others were refused.
                        return false
                    }
                }
            }
            var outcomes: [Bool] = []
            for _ in 0..<10 { if let outcome = try await group.next() { outcomes.append(outcome) } }
            gate.open()
            for try await outcome in group { outcomes.append(outcome) }
            return outcomes
        }
        #expect(outcomes.prefix(10).allSatisfy { !$0 })
        #expect(outcomes.count { $0 } == most)
        try await holder.value
    }
}
