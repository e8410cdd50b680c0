import Foundation

/// A program that is run to its end.
public enum ChildProcess {
    /// - Parameters:
    ///   - command: the program, looked up in PATH when it has no slash, and its arguments.
    ///   - folder: where it runs; here when nil.
    /// - Returns: what it wrote.
    /// - Throws: ``ProcessFailure`` with what it wrote, when it does not end with 0.
    @discardableResult
    public static func run(_ command: [String], in folder: String? = nil) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let written = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw ProcessFailure(message: "\(command.joined(separator: " ")): \(written)")
        }
        return written
    }
}
