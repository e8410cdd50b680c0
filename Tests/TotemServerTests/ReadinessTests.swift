import Synchronization
import Testing
import TotemStore
import TotemTesting

@testable import TotemServer

@Suite("Whether the store can be used", .timeLimit(.minutes(1)))
struct ReadinessTests {
    @Test("A store that says nothing is not waited for, and asked once however many want to know")
    func silent() async throws {
        let gate = Gate()
        let checks = Mutex(0)
        let readiness = Readiness(patience: .milliseconds(50)) {
            checks.withLock { $0 += 1 }
            try await gate.wait()
        }
        for _ in 0..<3 {
            await #expect(throws: StoreError.self) { try await readiness.confirm() }
        }
        #expect(checks.withLock { $0 } == 1)
        gate.open()
    }

    @Test("What the store says is told")
    func told() async throws {
        try await Readiness {}.confirm()
        let full = Readiness { throw StoreError(.full, "the disk is full") }
        await #expect(throws: StoreError.self) { try await full.confirm() }
    }
}
