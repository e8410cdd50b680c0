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
        let output = Pipe()
        let process = try SpawnedProcess(
            command,
            in: folder,
            output: output.fileHandleForWriting,
            errors: output.fileHandleForWriting
        )
        try output.fileHandleForWriting.close()
        let written = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        guard process.wait() == 0 else {
            throw ProcessFailure(message: "\(command.joined(separator: " ")): \(written)")
        }
        return written
    }
}
