import Foundation
import Synchronization

/// A child process whose output is read as it comes, so that no pipe fills up.
final class RunningProcess: Sendable {
    private struct Output {
        var lines = ""
        var errors = ""
    }

    private let process: SpawnedProcess
    private let standardOutput = Pipe()
    private let standardError = Pipe()
    private let output = Mutex(Output())
    private let firstLines: AsyncStream<String>
    private let ended: AsyncStream<Int32>

    init(_ executable: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        let (firstLines, lines) = AsyncStream.makeStream(of: String.self)
        self.firstLines = firstLines
        process = try SpawnedProcess(
            [executable] + arguments,
            environment: environment,
            output: standardOutput.fileHandleForWriting,
            errors: standardError.fileHandleForWriting
        )
        // The child holds them now; the pipes end with it.
        try standardOutput.fileHandleForWriting.close()
        try standardError.fileHandleForWriting.close()
        ended = process.end()
        standardOutput.fileHandleForReading.readabilityHandler = { [weak self] handle in
            let data = handle.availableData
            guard !data.isEmpty else {
                handle.readabilityHandler = nil
                return lines.finish()
            }
            self?.take(String(decoding: data, as: UTF8.self), lines)
        }
        standardError.fileHandleForReading.readabilityHandler = { [weak self] handle in
            let data = handle.availableData
            guard !data.isEmpty else {
                handle.readabilityHandler = nil
                return
            }
            self?.output.withLock { $0.errors += String(decoding: data, as: UTF8.self) }
        }
    }

    private func take(_ text: String, _ lines: AsyncStream<String>.Continuation) {
        let line = output.withLock { output -> String? in
            let hadLine = output.lines.contains("\n")
            output.lines += text
            guard !hadLine, let end = output.lines.firstIndex(of: "\n") else { return nil }
            return String(output.lines[..<end])
        }
        if let line { lines.yield(line) }
    }

    /// The first line on stdout; nil when the process ended without one.
    func firstLine() async -> String? {
        for await line in firstLines { return line }
        return nil
    }

    /// The exit code, or the number of the signal that ended it, once it has ended. Asked once.
    func end() async -> Int32 {
        for await status in ended { return status }
        preconditionFailure("the end of a process is asked for once")
    }

    func signal(_ signal: Int32) {
        process.signal(signal)
    }

    /// What came on stderr so far.
    var errors: String { output.withLock { $0.errors } }
}
