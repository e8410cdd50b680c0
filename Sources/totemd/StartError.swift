import Glibc
import NIOCore
import TotemNode
import TotemStore

/// Why the daemon can't run, in one line with the mend.
struct StartError: Error, CustomStringConvertible {
    let description: String

    /// - Parameters:
    ///   - socket: where it was to listen.
    ///   - option: what says where.
    init(_ error: any Error, socket: SocketName, option: ListenOption) {
        description = Self.line(for: error, socket, option)
    }

    /// The options by which somebody says where to listen.
    enum ListenOption {
        case hostAndPort, metrics

        fileprivate func host(_ host: String, port: Int) -> String {
            switch self {
            case .hostAndPort: "--host \(host)"
            case .metrics: "--metrics \(host):\(port)"
            }
        }

        fileprivate var port: String {
            switch self {
            case .hostAndPort: "--port"
            case .metrics: "--metrics"
            }
        }
    }

    private static func line(for error: any Error, _ socket: SocketName, _ option: ListenOption) -> String {
        switch error {
        case let error as NodeError: error.description
        case let error as StoreError: error.message
        case let error as IOError: line(for: error, socket, option)
        case is SocketAddressError, is SocketAddressError.UnknownHost:
            noAddress(socket, option)
        default: "\(error)"
        }
    }

    private static func line(for error: IOError, _ socket: SocketName, _ option: ListenOption) -> String {
        switch error.errnoCode {
        case EADDRINUSE:
            "port \(socket.port) is in use; stop the other program, or choose one with \(option.port) (0 takes a free one)"
        case EACCES: "port \(socket.port) needs privileges; choose one above 1023 with \(option.port)"
        case EADDRNOTAVAIL: noAddress(socket, option)
        default: "can't listen on \(socket.host):\(socket.port): \(error)"
        }
    }

    private static func noAddress(_ socket: SocketName, _ option: ListenOption) -> String {
        "the host '\(socket.host)' is no address of this machine; try \(option.host("127.0.0.1", port: socket.port))"
    }
}
