import Testing
import TotemStore
import TotemTesting

@Suite("The daemon")
struct DaemonTests {
    @Test(
        "What keeps it from starting is said in one line",
        arguments: [
            (["--store", "here.db"], "write sqlite:PATH"), (["--store", "postgres://db/shop"], "not in this version"),
            (["--store", "sqlite:"], "has no path"), (["--host", "203.0.113.1"], "is no address of this machine"),
        ]
    )
    func startErrors(arguments: [String], reason: String) async throws {
        let files = try await TemporaryStore()
        do {
            _ = try await TotemDaemon.start(on: files.path, arguments: arguments)
            Issue.record("totemd \(arguments) started")
        } catch let failure as ProcessFailure {
            #expect(failure.description.contains("ended with 1"))
            #expect(failure.description.contains(reason))
        }
    }

    @Test("A port that is taken is an error that names it")
    func portInUse() async throws {
        let files = try await TemporaryStore()
        let first = try await TotemDaemon.start(on: files.path)
        let port = try #require(first.url.split(separator: ":").last.map(String.init))
        await #expect(throws: ProcessFailure.self) {
            _ = try await TotemDaemon.start(on: files.path, arguments: ["--port", port])
        }
        #expect(await first.stop() == 0)
    }

    @Test("It makes a store where there is none, and stops with 0 on SIGINT")
    func newStore() async throws {
        let folder = try TemporaryStore.makeFolder()
        let daemon = try await TotemDaemon.start(on: folder + "/new/shop.db")
        #expect(try await daemon.client().get("/health/ready").status == 200)
        daemon.signal(2)
        #expect(await daemon.end() == 0)
    }
}
