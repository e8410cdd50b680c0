import Foundation
import Testing
import TotemKernel
import TotemSQLite
import TotemStore
import TotemTesting

@Suite("totem copy")
struct CopyCommandTests {
    private static let rowCount: Int64 = 60_000

    @Test("makes a store that a daemon sells from, and lists what was copied")
    func copies() async throws {
        let shop = try await CommandLineShop(on: .sqlite)
        try shop.write("Handle,Title,Variant Price\npot,Pot,9.99\n", to: "products.csv")
        #expect(try await shop.totem("import", "products.csv").status == 0)
        let made = try await shop.copy(to: "new/store.db")
        #expect(made.output.hasPrefix("Copied "))
        #expect(
            made.output.contains(
                "from \(shop.address) to sqlite:\(shop.folder)/new/store.db, and found them equal"
            )
        )
        let daemon = try await TotemDaemon.start(on: "sqlite:\(shop.folder)/new/store.db")
        #expect(try await daemon.client().get("/v1/products/by-slug/pot")["price"]["amount"] == 999)
        #expect(await daemon.stop() == 0)
        let listed = try await shop.copy(to: "third.db", "--json")
        guard case .array(let tables) = listed.json else { throw KernelError.notFound("the list") }
        #expect(tables.contains { $0["table"] == "products" && $0["rows"] == 1 })
    }

    @Test("says in one line why not, and what to do")
    func refusals() async throws {
        let shop = try await CommandLineShop(on: .sqlite, isMade: false)
        try await shop.copy(to: "new.db").expectFailure(1, "there is no store at \(shop.address)")
        #expect(!FileManager.default.fileExists(atPath: shop.folder + "/new.db"))
        #expect(try await shop.totem("init").status == 0)
        try await shop.copy(to: "data/store.db").expectFailure(1, "--from and --to name the same store")
        try await shop.totem("copy", "--from", "sqlite:data/store.db").expectFailure(
            2,
            "Missing expected argument '--to"
        )
        #expect(try await shop.totem("init", "--store", "sqlite:taken.db").status == 0)
        #expect(
            try await shop.totem("settings", "set", "store_name", "Taken", "--store", "sqlite:taken.db").status == 0
        )
        try await shop.copy(to: "taken.db").expectFailure(
            1,
            "the target is not empty: its table outbox has rows"
        )
    }

    @Test("goes on after kill -9, and nobody takes the half for a store", .timeLimit(.minutes(2)))
    func killed() async throws {
        let shop = try await CommandLineShop(on: .sqlite)
        #expect(try await shop.totem("init").status == 0)
        try await shop.fillOutbox(Self.rowCount)
        let silence = try #require(FileHandle(forWritingAtPath: "/dev/null"))
        for _ in 0..<3 {
            let process = try SpawnedProcess(
                [BuildProducts.path(of: "totem")] + shop.copyArguments(to: "new.db"),
                in: shop.folder,
                output: silence,
                errors: silence
            )
            shop.kill(process, onceGrown: "new.db", by: 300_000)
            for await status in process.end() {
                #expect(status == SIGKILL, "it was done before it could be killed; the test needs more rows")
            }
        }
        let half = try await shop.copiedRows("new.db")
        #expect(half > 0)
        #expect(half < Self.rowCount)
        let use = try await shop.totem("settings", "list", "--store", "sqlite:new.db")
        use.expectFailure(1, "The store is an unfinished copy of \(shop.address). Run the same totem copy again")
        await #expect(throws: ProcessFailure.self) {
            _ = try await TotemDaemon.start(on: "sqlite:\(shop.folder)/new.db")
        }

        #expect(try await shop.copy(to: "new.db").status == 0)
        #expect(try await shop.totem("settings", "list", "--store", "sqlite:new.db").status == 0)
        let copy = try SQLiteStore(path: shop.folder + "/new.db")
        let count = try await copy.read { tx in
            try tx.first("SELECT COUNT(*) FROM outbox") { row in try row.get(0, as: Int64.self) }
        }
        #expect(count == Self.rowCount)
        await copy.close()
    }
}

extension CommandLineShop {
    fileprivate func copyArguments(to target: String) -> [String] {
        ["copy", "--from", "sqlite:data/store.db", "--to", "sqlite:\(target)"]
    }

    fileprivate func copy(to target: String, _ more: String...) async throws -> TotemCommand {
        try await TotemCommand.run(copyArguments(to: target) + more, in: folder)
    }

    fileprivate func fillOutbox(_ count: Int64) async throws {
        let store = try SQLiteStore(path: file)
        try await store.write { tx in
            for id in 1...count {
                try tx.execute(
                    """
                    INSERT INTO outbox (id, type, subject, subject_id, actor, data, created_at)
                    VALUES ($1, 'x', 'order', $1, 'system', '{}', 0)
                    """,
                    id
                )
            }
        }
        await store.close()
    }

    /// Kills the process when it has written so many bytes to a store; a thread does it, which nothing else holds up.
    fileprivate func kill(_ process: SpawnedProcess, onceGrown name: String, by bytes: Int) {
        let paths = ["\(folder)/\(name)", "\(folder)/\(name)-wal"]
        let size: @Sendable () -> Int = {
            paths.reduce(0) { sum, path in
                let attributes = try? FileManager.default.attributesOfItem(atPath: path)
                return sum + (attributes?[.size] as? Int ?? 0)
            }
        }
        let goal = size() + bytes
        Thread.detachNewThread {
            while size() < goal, !process.isOver { usleep(1000) }
            process.signal(SIGKILL)
        }
    }

    /// How many rows a copy has written by now.
    fileprivate func copiedRows(_ name: String) async throws -> Int64 {
        guard FileManager.default.fileExists(atPath: "\(folder)/\(name)") else { return 0 }
        let store = try SQLiteStore(path: "\(folder)/\(name)", options: SQLiteOptions(readers: 1))
        let count = try? await store.read { tx in
            try tx.first("SELECT row_count FROM copy_progress WHERE name = 'outbox'") { row in
                try row.get(0, as: Int64.self)
            }
        }
        await store.close()
        return count ?? 0
    }
}
