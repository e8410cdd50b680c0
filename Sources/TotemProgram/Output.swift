import Glibc
import Synchronization

/// What a program says: results to stdout, everything else to stderr.
///
/// What could not be written to stdout is found by ``check()``, which every program ends with: a result that is cut short
/// is a failure.
package enum Output {
    /// Whoever read stdout has gone away, such as `head`: nobody is to be told anything more.
    package struct ReaderGone: Error {
        package init() {}
    }

    /// Why stdout can't be written.
    package struct Failure: Error, CustomStringConvertible {
        package let code: Int32

        package var description: String {
            "stdout can't be written (\(String(cString: strerror(code)))): not all that was to be shown is there; "
                + "free some space, or write elsewhere"
        }
    }

    /// The first code that writing to stdout ended with.
    private static let firstFailure = Mutex<Int32?>(nil)

    package static func line(_ text: String) {
        guard firstFailure.withLock({ $0 }) == nil else { return }
        let code = write(Array("\(text)\n".utf8), to: STDOUT_FILENO)
        if code != 0 { firstFailure.withLock { $0 = code } }
    }

    package static func error(_ text: String) { _ = write(Array("\(text)\n".utf8), to: STDERR_FILENO) }

    /// For a line on stderr that is written over again.
    package static func status(_ text: String) { _ = write(Array(text.utf8), to: STDERR_FILENO) }

    /// - Throws: ``ReaderGone`` or ``Failure`` when a line could not be written to stdout.
    package static func check() throws {
        guard let code = firstFailure.withLock({ $0 }) else { return }
        throw code == EPIPE ? ReaderGone() : Failure(code: code) as any Error
    }

    /// Writes all of it, however often it takes.
    /// - Returns: 0, or the `errno`.
    package static func write(_ bytes: some Collection<UInt8>, to descriptor: Int32) -> Int32 {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count >= 0 || errno == EINTR else { return errno }
            rest = rest.dropFirst(max(0, count))
        }
        return 0
    }
}
