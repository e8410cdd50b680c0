import Glibc
import NIOCore
import TotemNode
import TotemServer
import TotemStore

/// Why the daemon can't run, in one line with the mend.
struct StartError: Error, CustomStringConvertible {
    let description: String

    init(_ error: any Error) {
        description =
            switch error {
            case let error as NodeError: error.description
            case let error as StoreError: error.message
            default: "\(error)"
            }
    }
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

    fileprivate var prefix: String {
        switch self {
        case .hostAndPort: ""
        case .metrics: "--metrics: "
        }
    }
}

extension SocketName {
    /// - Throws: ``ConfigurationError`` with the option to change.
    func listen(chosenBy option: ListenOption) throws -> ListeningSocket {
        do {
            return try ListeningSocket(host: host, port: port)
        } catch {
            throw ConfigurationError(option.prefix + reason(for: error, option))
        }
    }

    private func reason(for error: any Error, _ option: ListenOption) -> String {
        switch error {
        case let error as IOError where error.errnoCode == EADDRINUSE:
            "port \(port) is in use; stop the other program, or choose one with \(option.port) (0 takes a free one)"
        case let error as IOError where error.errnoCode == EACCES:
            "port \(port) needs privileges; choose one above 1023 with \(option.port)"
        case let error as IOError where error.errnoCode != EADDRNOTAVAIL:
            "can't listen on \(host):\(port): \(error)"
        case is IOError, is SocketAddressError, is SocketAddressError.UnknownHost:
            "the host '\(host)' is no address of this machine; try \(option.host("127.0.0.1", port: port))"
        default: "can't listen on \(host):\(port): \(error)"
        }
    }
}
