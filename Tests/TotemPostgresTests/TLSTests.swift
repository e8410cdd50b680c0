import Foundation
import Testing
import TotemPostgres
import TotemStore
import TotemTesting

@Suite(
    "PostgreSQL over TLS",
    .enabled(if: hasServer, "scripts/with-postgres starts the server"),
    .enabled(if: Certificate.canBeMade, "there is no openssl command to make certificates with"),
    .timeLimit(.minutes(10))
)
struct TLSTests {
    @Test("With sslmode=verify-full and the right root every connection is encrypted, and statements are stopped")
    func verified() async throws {
        let server = try await TLSServer()
        // What is not stopped runs for longer than the test may.
        let options = PostgresOptions(connections: 4, statementTimeout: 1_200_000)
        let store = try PostgresStore(PostgresAddress(server.url()), options: options)
        let all = Meeting(of: 4)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    try await store.read { tx in
                        let isEncrypted = try tx.first("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()") {
                            try $0.get(0, as: Bool.self)
                        }
                        #expect(isEncrypted == true)
                        all.arrive()
                    }
                }
            }
            try await group.waitForAll()
        }
        let task = Task {
            try await store.read { tx in _ = try tx.first("SELECT 1 FROM pg_sleep(3600)") { _ in 0 } }
        }
        try await wait(for: "a statement that sleeps") { try await store.isAsleep() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        await store.close()
    }

    @Test("Texts that fill many records of TLS arrive whole")
    func longTexts() async throws {
        let server = try await TLSServer()
        let store = try PostgresStore(PostgresAddress(server.url()))
        let sizes = [8_191, 16_385, 1_000_000, 20_000_000]
        for size in sizes {
            let text = String(repeating: "0123456789", count: size / 10)
            let back = try await store.read { tx in try tx.first("SELECT $1", text) { try $0.get(0, as: String.self) } }
            #expect(back == text)
        }
        await store.close()
    }

    @Test("Another root, another host or no TLS is refused, with the address but for its password, and the mend")
    func refused() async throws {
        let server = try await TLSServer()
        let cases = [
            (
                try server.url(root: server.otherRoot),
                "certificate verify failed; name the certificate of the authority"
            ),
            (try server.url(host: "other.example"), "\"other.example\"; write the host as the server's certificate"),
            (try server.url(root: "/nowhere/root.pem"), "root certificate file \"/nowhere/root.pem\" does not exist"),
            (try server.url(mode: "disable"), "no encryption; write sslmode=verify-full"),
            (try TLSServer.url(of: PostgresServer.url ?? "", mode: "require"), "SSL was required; switch ssl on"),
        ]
        for (url, part) in cases {
            let address = try PostgresAddress(url)
            let error = #expect(throws: StoreError.self) { _ = try PostgresStore(address) }
            let message = error?.message ?? ""
            #expect(error?.code == .cannotOpen)
            #expect(message.hasPrefix("the store \(address) can't be opened: "))
            #expect(message.contains(part), "\(message)")
            #expect(!message.contains(try #require(URLComponents(string: url)?.password)))
        }
    }
}

extension PostgresStore {
    fileprivate func isAsleep() async throws -> Bool {
        try await read { tx in
            try tx.first("SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") {
                try $0.get(0, as: Int.self) > 0
            }
        } ?? false
    }
}

/// A server that takes encrypted connections alone, by the name db.example.
private final class TLSServer: Sendable {
    private static let host = "db.example"
    private let postgres: OwnPostgres
    private let folder: TemporaryFolder
    private let root: String
    /// A root that has nothing to do with it.
    let otherRoot: String

    init() async throws {
        folder = try TemporaryFolder()
        root = folder.path + "/root.pem"
        otherRoot = folder.path + "/other.pem"
        try Certificate.make(for: Self.host, at: otherRoot, key: folder.path + "/other.key")
        postgres = try await OwnPostgres()
        try Certificate.make(for: Self.host, at: root, key: folder.path + "/server.key")
        let files = [(root, "server.crt"), (folder.path + "/server.key", "server.key")]
        let owner = try FileManager.default.attributesOfItem(atPath: postgres.folder)
        for (made, name) in files {
            let file = postgres.folder + "/" + name
            try FileManager.default.copyItem(atPath: made, toPath: file)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
            _ = chown(file, owner[.ownerAccountID] as? uid_t ?? 0, owner[.groupOwnerAccountID] as? gid_t ?? 0)
        }
        try append("ssl = on\n", to: "postgresql.conf")
        try Data("hostssl all all 127.0.0.1/32 scram-sha-256\n".utf8)
            .write(to: URL(fileURLWithPath: postgres.folder + "/pg_hba.conf"), options: [])
        try postgres.restart()
    }

    func url(host: String = host, mode: String = "verify-full", root: String? = nil) throws -> String {
        try Self.url(of: postgres.url, host: host, mode: mode, root: root ?? self.root)
    }

    static func url(of server: String, host: String = host, mode: String, root: String? = nil) throws -> String {
        var parts = try #require(URLComponents(string: server))
        parts.host = host
        parts.queryItems = [
            URLQueryItem(name: "hostaddr", value: "127.0.0.1"), URLQueryItem(name: "sslmode", value: mode),
        ]
        if let root { parts.queryItems?.append(URLQueryItem(name: "sslrootcert", value: root)) }
        return try #require(parts.string)
    }

    private func append(_ text: String, to name: String) throws {
        let file = try #require(FileHandle(forWritingAtPath: postgres.folder + "/" + name))
        try file.seekToEnd()
        try file.write(contentsOf: Data(text.utf8))
        try file.close()
    }
}

private enum Certificate {
    static let canBeMade = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        .contains { FileManager.default.isExecutableFile(atPath: $0 + "/openssl") }

    /// One that is its own root.
    static func make(for host: String, at path: String, key: String) throws {
        try ChildProcess.run([
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
            "2",
            "-subj", "/CN=\(host)", "-addext", "subjectAltName=DNS:\(host)", "-keyout", key, "-out", path,
        ])
    }
}
