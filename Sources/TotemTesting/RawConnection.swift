import Foundation

/// A connection on which a test writes what no HTTP client would.
public final class RawConnection: Sendable {
    private let descriptor: Int32

    /// - Parameter url: of a server on 127.0.0.1.
    public init(to url: String) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(URL(string: url)?.port ?? 0).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw ProcessFailure(message: "no connection to \(url): errno \(errno)") }
    }

    deinit { close(descriptor) }

    public func send(_ text: String) { send(Array(text.utf8)) }

    public func send(_ bytes: [UInt8]) {
        _ = Foundation.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// Says that nothing more is sent; the answer can still be read.
    public func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Goes away as a program does that is killed, or a proxy that has given up: what is on its way is thrown away.
    public func reset() {
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
        // The number is given up at the end; what lies under it then is nothing.
        let nothing = open("/dev/null", O_RDWR)
        dup2(nothing, descriptor)
        close(nothing)
    }

    /// Everything that comes until the other side closes.
    public func everything() async -> String {
        await received { count in count <= 0 }
    }

    /// What comes next, at least a byte of it.
    public func next() async -> String {
        await received { _ in true }
    }

    /// Reads until it is enough, on a thread of its own.
    private func received(until isEnough: @escaping @Sendable (Int) -> Bool) async -> String {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { [self] in
                var received: [UInt8] = []
                var buffer = [UInt8](repeating: 0, count: 4096)
                while true {
                    let count = recv(descriptor, &buffer, buffer.count, 0)
                    if count > 0 { received += buffer[..<count] }
                    if isEnough(count) { break }
                }
                continuation.resume(returning: String(decoding: received, as: UTF8.self))
            }
        }
    }
}
