import Foundation
import Synchronization

/// A web server of one test on a free port of this machine: what it is asked, and what it answers to that. It may be asked
/// several things at once.
public final class TinyServer: Sendable {
    public let port: UInt16
    private let listener: Int32
    private let heard = Mutex<[String]>([])

    /// The requests, each as it came.
    public var requests: [String] { heard.withLock { $0 } }

    /// - Parameter answer: the whole answer to a request, from its status line on; nil: none ever comes.
    public init(_ answer: @escaping @Sendable (String) -> String?) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(listener, pointer, size) == 0 && listen(listener, 16) == 0
                    && getsockname(listener, pointer, &size) == 0
            }
        }
        guard bound else { throw ServerFailure() }
        self.listener = listener
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { [self] in serve(answer) }
    }

    /// Lets the thread end.
    public func close() { shutdown(listener, Int32(SHUT_RDWR)) }

    private func serve(_ answer: @escaping @Sendable (String) -> String?) {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { break }
            Thread.detachNewThread { [self] in serve(connection, answer) }
        }
        Foundation.close(listener)
    }

    /// Without an answer the connection stays open, and silent.
    private func serve(_ connection: Int32, _ answer: @Sendable (String) -> String?) {
        let request = read(connection)
        heard.withLock { $0.append(request) }
        guard let text = answer(request) else { return }
        _ = text.utf8CString.withUnsafeBytes { send(connection, $0.baseAddress, $0.count - 1, Int32(MSG_NOSIGNAL)) }
        Foundation.close(connection)
    }

    /// Head and body.
    private func read(_ connection: Int32) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let text = String(decoding: bytes, as: UTF8.self)
            if let end = text.range(of: "\r\n\r\n") {
                let match = text.firstMatch(of: #/(?i)content-length: (\d+)/#)
                let length = match.flatMap { Int($0.1) } ?? 0
                if text[end.upperBound...].utf8.count >= length { return text }
            }
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return text }
            bytes += buffer[..<count]
        }
    }

    struct ServerFailure: Error {}
}
