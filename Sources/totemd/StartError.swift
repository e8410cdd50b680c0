import Glibc
import NIOCore
import TotemNode
import TotemStore

/// Why the daemon can't run, in one line with the mend.
struct StartError: Error, CustomStringConvertible {
    let description: String

    init(_ error: any Error, host: String, port: Int) {
        description = Self.line(for: error, host, port)
    }

    private static func line(for error: any Error, _ host: String, _ port: Int) -> String {
        switch error {
        case let error as NodeError: error.description
        case let error as StoreError: error.message
        case let error as IOError: line(for: error, host, port)
        case is SocketAddressError, is SocketAddressError.UnknownHost:
            "the host '\(host)' is no address of this machine; try --host 127.0.0.1"
        default: "\(error)"
        }
    }

    private static func line(for error: IOError, _ host: String, _ port: Int) -> String {
        switch error.errnoCode {
        case EADDRINUSE:
            "port \(port) is in use; stop the other program, or choose one with --port (0 takes a free one)"
        case EACCES: "port \(port) needs privileges; choose one above 1023 with --port"
        case EADDRNOTAVAIL: "the host '\(host)' is no address of this machine; try --host 127.0.0.1"
        default: "can't listen on \(host):\(port): \(error)"
        }
    }
}
