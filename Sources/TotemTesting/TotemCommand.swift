import Foundation

/// One run of the real `totem`, the one that was built with the tests.
///
/// ```swift
/// let run = try await TotemCommand.run(["key", "create", "--name", "till", "--role", "staff"], in: folder)
/// #expect(run.status == 0)
/// ```
public struct TotemCommand: Sendable {
    public let status: Int32
    public let output: String
    public let errors: String

    /// - Parameters:
    ///   - folder: where it is run; its store is `data/store.db` there when nobody says otherwise.
    ///   - input: what it reads from stdin.
    ///   - environment: beside that of the test.
    public static func run(
        _ arguments: [String],
        in folder: String,
        input: String = "",
        environment: [String: String] = [:]
    ) async throws -> TotemCommand {
        try await run(program: [BuildProducts.path(of: "totem")] + arguments, in: folder, input, environment)
    }

    /// A line of shell in which `$TOTEM` and `$TOTEMD` are the real ones, for what only a shell can do to a program.
    public static func shell(
        _ line: String,
        in folder: String,
        environment: [String: String] = [:]
    ) async throws -> TotemCommand {
        let programs = ["TOTEM": BuildProducts.path(of: "totem"), "TOTEMD": BuildProducts.path(of: "totemd")]
        return try await run(program: ["bash", "-c", line], in: folder, "", environment.merging(programs) { $1 })
    }

    private static func run(
        program: [String],
        in folder: String,
        _ input: String,
        _ environment: [String: String]
    ) async throws -> TotemCommand {
        // Files, not pipes: nobody has to read while it runs.
        let scratch = try TemporaryFolder.make()
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        try Data(input.utf8).write(to: URL(fileURLWithPath: scratch + "/in"))
        for name in ["out", "err"] { try Data().write(to: URL(fileURLWithPath: "\(scratch)/\(name)")) }
        guard
            let standardInput = FileHandle(forReadingAtPath: scratch + "/in"),
            let standardOutput = FileHandle(forWritingAtPath: scratch + "/out"),
            let standardError = FileHandle(forWritingAtPath: scratch + "/err")
        else { throw CocoaError(.fileNoSuchFile) }
        let process = try SpawnedProcess(
            program,
            in: folder,
            environment: environment,
            input: standardInput,
            output: standardOutput,
            errors: standardError
        )
        var status: Int32 = -1
        for await code in process.end() { status = code }
        return TotemCommand(
            status: status,
            output: try String(contentsOfFile: scratch + "/out", encoding: .utf8),
            errors: try String(contentsOfFile: scratch + "/err", encoding: .utf8)
        )
    }
}
