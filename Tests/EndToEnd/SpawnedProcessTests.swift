import Foundation
import Testing
import TotemTesting

@Suite("The tests' child processes")
struct SpawnedProcessTests {
    /// Runs a line of shell.
    private func run(
        _ line: String,
        in folder: String? = nil,
        environment: [String: String] = [:]
    ) throws -> (
        output: String, status: Int32
    ) {
        let pipe = Pipe()
        let process = try SpawnedProcess(
            ["sh", "-c", line],
            in: folder,
            environment: environment,
            output: pipe.fileHandleForWriting,
            errors: pipe.fileHandleForWriting
        )
        try pipe.fileHandleForWriting.close()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        return (output, process.wait())
    }

    @Test("Its end is the exit code, or the number of the signal")
    func status() throws {
        #expect(try run("exit 0").status == 0)
        #expect(try run("exit 7").status == 7)
        #expect(try run("kill -9 $$").status == 9)
    }

    @Test("It runs in its folder with its variables beside those of the tests, and has no descriptor but its three")
    func surroundings() throws {
        let folder = try TemporaryFolder.make()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (output, _) = try run(
            "pwd; echo \"$MOOD ${PATH:+path}\"; cat; ls /proc/$$/fd",
            in: folder,
            environment: ["MOOD": "fine"]
        )
        let lines = output.split(separator: "\n").map(String.init)
        #expect(lines.first?.hasSuffix(String(folder.split(separator: "/").last ?? "")) == true)
        #expect(lines.dropFirst() == ["fine path", "0", "1", "2"])
    }

    @Test(
        "No signal is blocked in it, whatever the thread blocks that starts it; one that has ended gets none",
        .timeLimit(.minutes(5)),
        arguments: [SIGTERM, SIGINT, SIGHUP]
    )
    func signals(_ signal: Int32) async throws {
        let process = try await withoutSignals {
            try SpawnedProcess(["sleep", "600"], output: .standardError, errors: .standardError)
        }
        // When the time is up and the signal has not ended it.
        defer { process.signal(SIGKILL) }
        #expect(process.signal(signal))
        var ends: [Int32] = []
        for await status in process.end() { ends.append(status) }
        #expect(ends == [signal])
        #expect(!process.signal(SIGKILL))
    }

    /// Runs `body` on a thread that blocks every signal.
    private func withoutSignals<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                var signals = sigset_t()
                sigfillset(&signals)
                pthread_sigmask(SIG_SETMASK, &signals, nil)
                continuation.resume(with: Result(catching: body))
            }
        }
    }

    @Test("A program that is not there is an error that names it")
    func missing() throws {
        let error = #expect(throws: SpawnedProcess.Failure.self) {
            _ = try SpawnedProcess(["no-such-program"], output: .standardOutput, errors: .standardError)
        }
        #expect(error?.description.contains("no-such-program") == true)
    }
}
