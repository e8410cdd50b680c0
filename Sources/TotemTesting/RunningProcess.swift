import Foundation
import Synchronization

/// A child process whose output is read as it comes, so that no pipe fills up.
final class RunningProcess: Sendable {
    private struct Output {
        var lines = ""
        var errors = ""
    }

    private let process = Process()
    private let output = Mutex(Output())
    private let firstLines: AsyncStream<String>
    private let ended: AsyncStream<Int32>

    init(_ executable: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        let (firstLines, lines) = AsyncStream.makeStream(of: String.self)
        let (ended, end) = AsyncStream.makeStream(of: Int32.self)
        self.firstLines = firstLines
        self.ended = ended
        let standardOutput = Pipe()
        let standardError = Pipe()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = standardOutput
        process.standardError = standardError
        process.terminationHandler = { process in
            end.yield(process.terminationStatus)
            end.finish()
        }
        try process.run()
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
        return process.terminationStatus
    }

    func signal(_ signal: Int32) {
        guard process.isRunning else { return }
        kill(process.processIdentifier, signal)
    }

    /// What came on stderr so far.
    var errors: String { output.withLock { $0.errors } }
}
