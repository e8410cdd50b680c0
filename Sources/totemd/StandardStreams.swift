import Glibc

/// Whole lines to stdout and stderr, without a buffer that a pipe would wait for.
enum StandardStreams {
    static func writeLine(_ line: String) { write(line, to: STDOUT_FILENO) }
    static func writeError(_ line: String) { write(line, to: STDERR_FILENO) }

    private static func write(_ line: String, to descriptor: Int32) {
        var rest = Array("\(line)\n".utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { return }
            rest = rest.dropFirst(max(0, count))
        }
    }
}
