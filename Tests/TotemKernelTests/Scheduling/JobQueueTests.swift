import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("The queue of jobs")
struct JobQueueTests {
    private static let jobs = ["busy", "idle"].map { PluginJob(plugin: "test", name: $0, schedule: nil) }

    @Test("However many runs of a job wait, they keep no other job waiting, and nobody looks in vain")
    func backlog() async throws {
        let shop = try await Shop()
        try await shop.store.write { tx in
            for _ in 0..<150 { try JobQueue.enqueue("busy", of: "test", dueAt: Shop.now, in: tx, at: Shop.now) }
        }
        let later = Shop.now.adding(milliseconds: 1)
        let first = try await shop.begin(Self.jobs, at: later)
        #expect(first?.job.name == "busy")
        let other = try await shop.begin(Self.jobs, at: later)
        #expect(other == nil)
        #expect(try await !shop.isDue(Self.jobs, at: later))
        try await shop.store.write { tx in
            try JobQueue.enqueue("idle", of: "test", dueAt: later, in: tx, at: later)
        }
        #expect(try await shop.isDue(Self.jobs, at: later))
        #expect(try await shop.begin(Self.jobs, at: later)?.job.name == "idle")
        let run = try #require(first)
        try await shop.store.write { tx in try JobQueue.end(run, nil, in: tx, at: later) }
        #expect(try await shop.begin(Self.jobs, at: later)?.job.name == "busy")
    }

    @Test("What was due first is begun first")
    func order() async throws {
        let shop = try await Shop()
        try await shop.store.write { tx in
            for (index, job) in Self.jobs.enumerated() {
                let due = Shop.now.adding(milliseconds: -Int64(index))
                try JobQueue.enqueue(job.name, of: "test", dueAt: due, in: tx, at: Shop.now)
            }
        }
        #expect(try await shop.begin(Self.jobs, at: Shop.now)?.job.name == "idle")
        #expect(try await shop.begin(Self.jobs, at: Shop.now)?.job.name == "busy")
    }
}

extension Shop {
    fileprivate func begin(_ jobs: [PluginJob], at now: Timestamp) async throws -> JobRun? {
        try await store.write { tx in try JobQueue.begin(jobs, as: "node", in: tx, at: now) }
    }

    fileprivate func isDue(_ jobs: [PluginJob], at now: Timestamp) async throws -> Bool {
        try await store.read { tx in try JobQueue.isDue(jobs, in: tx, at: now) }
    }
}
