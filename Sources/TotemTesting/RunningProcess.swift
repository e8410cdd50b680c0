import Foundation
import Synchronization

/// A child process whose output is read as it comes, so that no pipe fills up.
final class RunningProcess: Sendable {
    private let process: SpawnedProcess
    private let errorText = Mutex("")
    private let firstLines: AsyncStream<String>
    private let ended: AsyncStream<Int32>
    /// Ends when everything on stderr was read.
    private let errorsEnd: AsyncStream<Never>

    init(_ executable: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        let (firstLines, lines) = AsyncStream.makeStream(of: String.self)
        self.firstLines = firstLines
        let (errorsEnd, errorsRead) = AsyncStream.makeStream(of: Never.self)
        self.errorsEnd = errorsEnd
        let standardOutput = Pipe()
        let standardError = Pipe()
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
        let begun = Mutex<String?>("")
        Self.readToEnd(of: standardOutput) { text in
            guard let line = begun.withLock({ Self.firstLine(of: &$0, with: text) }) else { return }
            lines.yield(line)
        } atEnd: {
            lines.finish()
        }
        Self.readToEnd(of: standardError) { [weak self] text in
            self?.errorText.withLock { $0 += text }
        } atEnd: {
            errorsRead.finish()
        }
    }

    /// Reads on a thread of its own, which alone holds the pipe: a handle that is let go of while
    /// `readabilityHandler` watches it brings the tests down now and then.
    private static func readToEnd(
        of pipe: Pipe,
        _ take: @escaping @Sendable (String) -> Void,
        atEnd: @escaping @Sendable () -> Void = {}
    ) {
        Thread.detachNewThread {
            let handle = pipe.fileHandleForReading
            while case let data = handle.availableData, !data.isEmpty { take(String(decoding: data, as: UTF8.self)) }
            atEnd()
        }
    }

    /// Adds to what has been read of the first line; gives it when it is whole, and nothing after that.
    private static func firstLine(of begun: inout String?, with text: String) -> String? {
        guard let known = begun.map({ $0 + text }) else { return nil }
        guard let end = known.firstIndex(of: "\n") else {
            begun = known
            return nil
        }
        begun = nil
        return String(known[..<end])
    }

    /// The first line on stdout; nil when the process ended without one.
    func firstLine() async -> String? {
        for await line in firstLines { return line }
        return nil
    }

    /// The exit code, or the number of the signal that ended it, once it has ended and ``errors`` has its last word. Asked
    /// once. A test that is cancelled waits too: the process may be about to say why.
    func end() async -> Int32 {
        await Task { [ended, errorsEnd] in
            for await _ in errorsEnd {}
            for await status in ended { return status }
            preconditionFailure("the end of a process is asked for once")
        }.value
    }

    var id: Int32 { process.pid }

    func signal(_ signal: Int32) {
        process.signal(signal)
    }

    var children: [Int32] { process.children }

    /// What came on stderr so far.
    var errors: String { errorText.withLock { $0 } }
}
