import Synchronization
import Testing
import TotemKernel
import TotemStore
import TotemTesting

@testable import TotemAPI
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

    @Test("What takes too long is not waited for")
    func limit() async throws {
        let gate = Gate()
        await #expect(throws: StoreError.self) {
            try await TimeLimit.run(.milliseconds(50), orElse: StoreError(.unavailable, "It is late.")) {
                try? await gate.wait()
            }
        }
        #expect(try await TimeLimit.run(.seconds(60), orElse: CancellationError()) { 1 } == 1)
        await #expect(throws: KernelError.self) {
            try await TimeLimit.run(.seconds(60), orElse: CancellationError()) {
                throw KernelError.notFound("such a thing")
            }
        }
    }

    @Test("What the store says is told")
    func told() async throws {
        try await Readiness(patience: .seconds(60)) {}.confirm()
        let full = Readiness(patience: .seconds(60)) { throw StoreError(.full, "the disk is full") }
        await #expect(throws: StoreError.self) { try await full.confirm() }
    }
}
