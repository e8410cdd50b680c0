private import CSpawn
import Foundation

/// A terminal that a test sits at, and a program that runs in it.
///
/// ```swift
/// let terminal = try Terminal(["user", "add", "ada@shop.example", "--role", "staff"], in: folder)
/// await terminal.read(until: "Password")
/// terminal.type("correct horse\n")
/// ```
public final class Terminal: Sendable {
    private let seat: FileHandle
    private let process: SpawnedProcess

    /// Starts the real `totem` with its input, its output and its errors on the terminal.
    public init(_ arguments: [String], in folder: String) throws {
        var descriptors: [Int32] = [0, 0]
        let code = totem_terminal(&descriptors)
        guard code == 0 else { throw SpawnedProcess.Failure(description: String(cString: strerror(code))) }
        seat = FileHandle(fileDescriptor: descriptors[0], closeOnDealloc: true)
        let program = FileHandle(fileDescriptor: descriptors[1], closeOnDealloc: true)
        process = try SpawnedProcess(
            [BuildProducts.path(of: "totem")] + arguments,
            in: folder,
            input: program,
            output: program,
            errors: program
        )
        try program.close()
    }

    /// What is shown from now on until `text` is, or until the program has ended, which it is made to when it shows nothing
    /// for ``testPatience``. It waits on a thread of its own.
    @discardableResult
    public func read(until text: String) async -> String {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { [self] in
                var shown = ""
                var buffer = [UInt8](repeating: 0, count: 4096)
                while !shown.contains(text) {
                    if !isReady() { process.signal(SIGKILL) }
                    let count = Foundation.read(seat.fileDescriptor, &buffer, buffer.count)
                    guard count > 0 else { break }
                    shown += String(decoding: buffer[..<count], as: UTF8.self)
                }
                continuation.resume(returning: shown)
            }
        }
    }

    /// Whether there is something to read within ``testPatience``.
    private func isReady() -> Bool {
        var descriptor = pollfd(fd: seat.fileDescriptor, events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, Int32(testPatience / .milliseconds(1))) != 0
    }

    /// Presses keys.
    public func type(_ text: String) {
        let bytes = Array(text.utf8)
        _ = write(seat.fileDescriptor, bytes, bytes.count)
    }

    /// What is shown until the program has ended, and its exit code.
    public func end() async -> (shown: String, status: Int32) {
        // No program shows a NUL.
        let shown = await read(until: "\0")
        var status: Int32 = -1
        for await code in process.end() { status = code }
        return (shown, status)
    }
}
