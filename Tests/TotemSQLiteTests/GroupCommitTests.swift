import Testing
import TotemSQLite
import TotemStore
import TotemTesting

@Suite("Group commit")
struct GroupCommitTests {
    @Test("Writers that wait share one commit")
    func shareOneCommit() async throws {
        let temporary = try await TemporarySQLiteStore.withTable(options: SQLiteOptions(readers: 1, batchTime: 60_000))
        let store = temporary.store
        let before = try temporary.commitsInLog()
        try await queueBehindHeldWriter(of: store, 100) { number in try await store.insert(number) }
        #expect(try await store.numbers() == Array(0..<100))
        // The closure that held the writer wrote nothing, so it has no commit of its own.
        #expect(try temporary.commitsInLog() - before == 1)
    }

    @Test("A write that comes while another one runs shares its commit")
    func joinRunningBatch() async throws {
        let temporary = try await TemporarySQLiteStore.withTable(options: SQLiteOptions(readers: 1, batchTime: 60_000))
        let store = temporary.store
        let before = try temporary.commitsInLog()
        let (entered, gate) = (Gate(), Gate())
        let first = Task {
            try await store.write { tx in
                try tx.execute("INSERT INTO t (n) VALUES (1)")
                entered.open()
                gate.waitBlocking()
            }
        }
        try await entered.wait()
        let second = Task { try await store.insert(2) }
        try await wait(for: "the second") { store.load.writes.waiting == 1 }
        gate.open()
        try await first.value
        try await second.value
        #expect(try await store.numbers() == [1, 2])
        #expect(try temporary.commitsInLog() - before == 1)
    }

    @Test("A batch takes no more than its limit")
    func batchLimit() async throws {
        let options = SQLiteOptions(readers: 1, batchLimit: 10, batchTime: 60_000)
        let temporary = try await TemporarySQLiteStore.withTable(options: options)
        let store = temporary.store
        let before = try temporary.commitsInLog()
        // The closure that holds the writer is one of the first ten.
        try await queueBehindHeldWriter(of: store, 99) { number in try await store.insert(number) }
        #expect(try temporary.commitsInLog() - before == 10)
    }

    @Test("Slow closures do not hold up those before them: the batch commits when its time is up")
    func batchTime() async throws {
        let temporary = try await TemporarySQLiteStore.withTable(options: SQLiteOptions(readers: 1, batchTime: 0))
        let store = temporary.store
        let before = try temporary.commitsInLog()
        try await queueBehindHeldWriter(of: store, 20) { number in try await store.insert(number) }
        #expect(try temporary.commitsInLog() - before == 20)
        #expect(try await store.numbers().count == 20)
    }

    @Test("Who may take long holds up nobody who has run before it", arguments: [StoreUse.longRequest, .work])
    func long(use: StoreUse) async throws {
        let temporary = try await TemporarySQLiteStore.withTable(options: SQLiteOptions(readers: 1, batchTime: 60_000))
        let store = temporary.store
        let (entered, gate, longGate) = (Gate(), Gate(), Gate())
        let buyer = Task {
            try await store.write(for: .request) { tx in
                try tx.execute("INSERT INTO t (n) VALUES (1)")
                entered.open()
                gate.waitBlocking()
            }
        }
        try await entered.wait()
        let slow = Task {
            try await store.write(for: use) { tx in
                longGate.waitBlocking()
                try tx.execute("INSERT INTO t (n) VALUES (2)")
            }
        }
        try await wait(for: "the slow one") { store.load.writes.waiting == 1 }
        gate.open()
        let answered = Gate()
        Task {
            try await buyer.value
            answered.open()
        }
        try await answered.wait()
        #expect(try await store.numbers() == [1])
        longGate.open()
        try await slow.value
        #expect(try await store.numbers() == [1, 2])
    }

    @Test("A closure that throws is undone alone, and its caller gets its error")
    func oneThrows() async throws {
        let store = try await TemporarySQLiteStore.withTable().store
        let refused = Record<Int64>()
        try await queueBehindHeldWriter(of: store, 60) { number in
            do {
                try await store.write { tx in
                    try tx.execute("INSERT INTO t (n) VALUES ($1)", number)
                    if number % 3 == 0 { throw Refusal() }
                }
            } catch is Refusal {
                refused.add(number)
            }
        }
        #expect(refused.all.count == 20)
        #expect(try await store.numbers() == (0..<60).filter { $0 % 3 != 0 })
    }

    @Test("A closure that throws before it writes is no reason to run the others of its batch again")
    func oneThrowsEarly() async throws {
        let store = try await TemporarySQLiteStore.withTable(options: SQLiteOptions(readers: 1, batchTime: 60_000))
            .store
        let runs = Record<Int64>()
        try await queueBehindHeldWriter(of: store, 20) { number in
            try? await store.write { tx in
                runs.add(number)
                _ = try tx.first("SELECT n FROM t") { try $0.get(0, as: Int64.self) }
                if number % 2 == 0 { throw Refusal() }
                try tx.execute("INSERT INTO t (n) VALUES ($1)", number)
            }
        }
        #expect(runs.all.sorted() == Array(0..<20))
        #expect(try await store.numbers() == (0..<20).filter { $0 % 2 == 1 })
    }

    @Test("A later closure of the batch sees what an earlier one wrote, and nothing of one that was undone")
    func orderWithinBatch() async throws {
        let store = try await TemporarySQLiteStore.withTable().store
        let gate = Gate()
        let holder = try await store.holdWriter(gate)
        // A closure may run more than once: the last run counts.
        let counts = Record<[Int64]>()
        // Started one after another: each is queued before the next begins.
        var tasks: [Task<Void, any Error>] = []
        for number in Int64(0)..<4 {
            let queued = Gate()
            tasks.append(
                Task {
                    queued.open()
                    try await store.write { tx in
                        let count = try tx.first("SELECT count(*) FROM t") { try $0.get(0, as: Int64.self) }
                        try tx.execute("INSERT INTO t (n) VALUES ($1)", number)
                        counts.add([number, count ?? -1])
                        if number == 1 { throw Refusal() }
                    }
                }
            )
            try await queued.wait()
            try await Task.sleep(for: .milliseconds(20))
        }
        gate.open()
        try await holder.value
        for task in tasks { _ = await task.result }
        #expect(Dictionary(counts.all.map { ($0[0], $0[1]) }) { $1 } == [0: 0, 1: 1, 2: 1, 3: 2])
        #expect(try await store.numbers() == [0, 2, 3])
    }

    @Test("Actions after the commit run before the caller is answered; an undone transaction forgets them")
    func afterCommit() async throws {
        let temporary = try await TemporarySQLiteStore.withTable()
        let done = Record<String>()
        try await temporary.store.write { tx in
            tx.afterCommit { done.add("kept") }
            try tx.execute("INSERT INTO t (n) VALUES (1)")
        }
        #expect(done.all == ["kept"])
        await #expect(throws: Refusal.self) {
            try await temporary.store.write { tx in
                tx.afterCommit { done.add("undone") }
                throw Refusal()
            }
        }
        #expect(done.all == ["kept"])
    }

    @Test("What was to be done after the commit is undone with its savepoint, of several at any depth")
    func savepoints() async throws {
        let temporary = try await TemporarySQLiteStore.withTable()
        let done = Record<String>()
        temporary.store.listeners.add { news in
            for case let word as Word in news { done.add("told " + word.text) }
        }
        let say: @Sendable (Transaction, String) -> Void = { tx, text in
            tx.afterCommit { done.add(text) }
            tx.tell(Word(text: text))
        }
        try await temporary.store.write { tx in
            say(tx, "first")
            try? tx.savepoint {
                say(tx, "undone")
                try tx.savepoint { say(tx, "undone with the one around it") }
                throw Refusal()
            }
            try tx.savepoint {
                say(tx, "kept")
                try? tx.savepoint {
                    say(tx, "undone inside")
                    throw Refusal()
                }
            }
            say(tx, "last")
        }
        #expect(done.all == ["first", "kept", "last", "told first", "told kept", "told last"])
        // Of those that share a commit, one that fails takes only its own with it.
        let gate = Gate()
        let holder = try await temporary.store.holdWriter(gate)
        let tasks = (0..<8).map { number in
            Task {
                try await temporary.store.write { tx in
                    say(tx, "\(number)")
                    try tx.execute("INSERT INTO t (n) VALUES ($1)", number)
                    if number % 2 == 1 { throw Refusal() }
                }
            }
        }
        try await wait(for: "all of them") { temporary.store.load.writes.waiting >= 8 }
        gate.open()
        try await holder.value
        for task in tasks { _ = await task.result }
        #expect(Set(done.all.dropFirst(6)) == Set([0, 2, 4, 6].flatMap { ["\($0)", "told \($0)"] }))
    }

    @Test("A broken foreign key that is checked at the commit fails its own caller only")
    func deferredForeignKey() async throws {
        let temporary = try await TemporarySQLiteStore.withTable()
        let store = temporary.store
        try await store.write { tx in
            try tx.runScript(
                "CREATE TABLE child (t_id INTEGER REFERENCES t (id) DEFERRABLE INITIALLY DEFERRED) STRICT;"
            )
        }
        let failures = Record<StoreError.Code>()
        try await queueBehindHeldWriter(of: store, 10) { number in
            let code = await storeErrorCode {
                try await store.write { tx in
                    try tx.execute("INSERT INTO t (n) VALUES ($1)", number)
                    if number == 5 { try tx.execute("INSERT INTO child (t_id) VALUES (999)") }
                }
            }
            if let code { failures.add(code) }
        }
        #expect(failures.all == [.foreignKey])
        #expect(try await store.numbers() == [0, 1, 2, 3, 4, 6, 7, 8, 9])
    }

    /// Queues `count` writes while the writer is held, lets it go, and waits for all of them.
    private func queueBehindHeldWriter(
        of store: SQLiteStore,
        _ count: Int64,
        _ write: @escaping @Sendable (Int64) async throws -> Void
    ) async throws {
        let gate = Gate()
        let holder = try await store.holdWriter(gate)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<count { group.addTask { try await write(number) } }
            // The tasks only queue and suspend; those that come too late would make a second batch.
            try await Task.sleep(for: .milliseconds(200))
            gate.open()
            try await group.waitForAll()
        }
        try await holder.value
    }
}

private struct Word: CommitNews {
    let text: String
}
