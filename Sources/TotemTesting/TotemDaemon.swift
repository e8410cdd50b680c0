import Foundation
import Synchronization

/// A real `totemd`, the one that was built with the tests, on a free port.
///
/// ```swift
/// let daemon = try await TotemDaemon.start(on: store.address)
/// let client = daemon.client(token: key)
/// try await daemon.kill()                       // as a crash would
/// let again = try await TotemDaemon.start(on: store.address)
/// ```
public final class TotemDaemon: Sendable {
    /// `http://127.0.0.1:40123`
    public let url: String
    private let process: RunningProcess

    private init(url: String, process: RunningProcess) {
        self.url = url
        self.process = process
    }

    deinit {
        process.signal(SIGKILL)
    }

    /// Starts it and waits for the line with its address.
    /// - Parameter address: the store, as `--store` takes it.
    /// - Throws: ``ProcessFailure`` with what it said on stderr, when it ends before that.
    public static func start(
        on address: String,
        plugins pluginFolders: [String] = [],
        arguments: [String] = []
    ) async throws -> TotemDaemon {
        for folder in pluginFolders { try TestIsolation.place(pluginsIn: folder) }
        return try await start(
            ["--store", address, "--port", "0", "--log-level", "warning"]
                + pluginFolders.flatMap { ["--plugins", $0] } + arguments
        )
    }

    /// The same with these arguments alone.
    /// - Parameters:
    ///   - openFiles: how many files it may have open, if not as many as the test.
    ///   - program: another host that says where it listens.
    public static func start(
        _ arguments: [String],
        openFiles: Int? = nil,
        program: String = "totemd"
    ) async throws -> TotemDaemon {
        let totemd = BuildProducts.path(of: program)
        let process =
            if let openFiles {
                try RunningProcess(
                    "/bin/sh",
                    ["-c", "ulimit -n \(openFiles) && exec \"$0\" \"$@\"", totemd] + arguments
                )
            } else {
                try RunningProcess(totemd, arguments)
            }
        let prefix = "Totem listens on "
        guard let line = await process.firstLine(), line.hasPrefix(prefix) else {
            let status = await process.end()
            throw ProcessFailure(message: "\(program) ended with \(status) before it was ready: \(process.errors)")
        }
        return TotemDaemon(url: String(line.dropFirst(prefix.count)), process: process)
    }

    /// A client of it.
    public func client(token: String? = nil) -> TestClient { TestClient(url: url, token: token) }

    /// Stops it as a service manager does.
    /// - Returns: its exit code.
    @discardableResult
    public func stop() async -> Int32 {
        process.signal(SIGTERM)
        return await process.end()
    }

    /// Ends it as a crash or a power cut does: `kill -9`.
    public func kill() async {
        process.signal(SIGKILL)
        _ = await process.end()
    }

    /// The process in which the shop runs now; nil while there is none.
    public var worker: Int32? { process.children.first }

    /// Sends any signal.
    public func signal(_ signal: Int32) { process.signal(signal) }

    /// The number of its process.
    public var processID: Int32 { process.id }

    /// Waits until it has ended by itself.
    /// - Returns: its exit code.
    public func end() async -> Int32 { await process.end() }

    /// What it has written to stderr.
    public var log: String { process.errors }
}

/// A program that did not do what a test needs of it.
public struct ProcessFailure: Error, CustomStringConvertible {
    let message: String
    public var description: String { message }
}

/// What `swift build` made, which lies beside the test bundle.
public enum BuildProducts {
    /// The path of an executable or a library.
    public static func path(of product: String) -> String {
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent(product).path
    }
}
