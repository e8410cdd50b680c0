private import CSpawn
public import Foundation
private import Glibc
private import Synchronization

/// A child process. Not Foundation's `Process`, whose `run()` reads past the end of a directory entry on Linux and
/// brings the tests down now and then (swiftlang/swift-corelibs-foundation#5472).
public final class SpawnedProcess: Sendable {
    /// Why a program could not be started.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    let pid: Int32
    private let hasEnded = Mutex(false)

    /// - Parameters:
    ///   - command: the program, looked up in PATH when it has no slash, and its arguments.
    ///   - folder: where it runs; here when nil.
    ///   - environment: beside that of the tests.
    ///   - input: nothing when nil.
    public init(
        _ command: [String],
        in folder: String? = nil,
        environment: [String: String] = [:],
        input: FileHandle? = nil,
        output: FileHandle,
        errors: FileHandle
    ) throws {
        let variables = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        let arguments = command.map { strdup($0) } + [nil]
        let settings = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in arguments + settings { free(text) } }
        var child: pid_t = 0
        // `FileHandle.nullDevice` has no descriptor.
        guard let input = input ?? FileHandle(forReadingAtPath: "/dev/null") else {
            throw Failure(description: "/dev/null can't be read")
        }
        let descriptors = [input, output, errors].map(\.fileDescriptor)
        let code = totem_spawn(&child, arguments, settings, folder, descriptors)
        guard code == 0 else { throw Failure(description: "\(command[0]): \(String(cString: strerror(code)))") }
        pid = child
    }

    /// Waits on this thread until it has ended; called once.
    /// - Returns: the exit code, or the number of the signal that ended it.
    public func wait() -> Int32 {
        var information = siginfo_t()
        // Looked at before it is reaped, so that `signal` never meets another process with its number.
        while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) == -1, errno == EINTR {}
        return hasEnded.withLock { hasEnded in
            hasEnded = true
            var status: Int32 = 0
            while waitpid(pid, &status, 0) == -1, errno == EINTR {}
            let signal = status & 0x7F
            return signal == 0 ? (status >> 8) & 0xFF : signal
        }
    }

    /// Its end as something to await: the same number as `wait()` gives, which is then not called by anybody else.
    public func end() -> AsyncStream<Int32> {
        AsyncStream { continuation in
            Thread.detachNewThread {
                continuation.yield(self.wait())
                continuation.finish()
            }
        }
    }

    /// The processes that it has started itself and that have not been reaped.
    public var children: [Int32] {
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task")) ?? []
        return threads.flatMap { thread in
            let text = try? String(contentsOfFile: "/proc/\(pid)/task/\(thread)/children", encoding: .utf8)
            return (text ?? "").split(separator: " ").compactMap { Int32($0) }
        }
    }

    /// Whether it has ended and `wait()` or `end()` has seen it.
    public var isOver: Bool { hasEnded.withLock { $0 } }

    /// Sends a signal, unless it has ended.
    /// - Returns: whether it was sent.
    @discardableResult
    public func signal(_ signal: Int32) -> Bool {
        hasEnded.withLock { hasEnded in !hasEnded && kill(pid, signal) == 0 }
    }
}
