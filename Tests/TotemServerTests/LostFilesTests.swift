import FoundationEssentials
import Testing
import TotemKernel
import TotemTesting

@Suite("A store that is lost while the server runs", .enabled(if: TestEngine.current == .sqlite, "files are SQLite's"))
struct LostFilesTests {
    @Test("Orders are refused, the server is not ready, and only staff learn where the file was")
    func deleted() async throws {
        let files = try await TemporarySQLiteStore()
        try await withServer(on: files.store) { client, kernel in
            let staff = try await client.with(.admin, kernel)
            #expect(try await staff.get("/health/ready").status == 200)
            for end in ["", "-wal", "-shm"] { try FileManager.default.removeItem(atPath: files.path + end) }
            #expect(try await client.post("/v1/carts", [:]).status == 503)
            let told = try await client.get("/health/ready")
            #expect(told.status == 503)
            #expect(told["detail"].text?.contains(files.path) == false)
            #expect(try await staff.get("/health/ready")["detail"].text?.contains(files.path) == true)
            #expect(try await client.get("/health/live").status == 200)
        }
    }
}
