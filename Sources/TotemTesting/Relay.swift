import Foundation
import Synchronization

/// A network between a store and its server that a test can take away: connections stay open, and what is sent is
/// acknowledged, but nothing arrives any more.
public final class Relay: Sendable {
    /// The server's URL by way of this.
    public let url: String
    private let listener: Int32
    private let gate = RelayGate()
    private let counted = Counted()

    /// Connections that have come through so far.
    public var connections: Int { counted.value.load(ordering: .relaxed) }

    /// - Parameter server: the URL of a server on 127.0.0.1.
    public init(to server: String) throws {
        var address = sockaddr_in.loopback(port: 0)
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard address.with({ bind(listener, $0, $1) }) == 0, listen(listener, 64) == 0 else {
            throw ProcessFailure(message: "the relay can't listen: errno \(errno)")
        }
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = address.with { address, _ in getsockname(listener, address, &length) }
        guard var parts = URLComponents(string: server), let port = parts.port else {
            throw ProcessFailure(message: "the server's URL has no port")
        }
        parts.port = Int(address.sin_port.bigEndian)
        url = parts.string ?? ""
        self.listener = listener
        Thread.detachNewThread { [gate, counted] in
            while case let client = accept(listener, nil, nil), client >= 0 {
                gate.pass()
                counted.value.add(1, ordering: .relaxed)
                Self.join(client, to: port, gate)
            }
            close(listener)
        }
    }

    deinit {
        gate.set(open: true)
        // Ends the wait for clients; the thread closes it.
        shutdown(listener, Int32(SHUT_RDWR))
    }

    public func vanish() { gate.set(open: false) }

    public func comeBack() { gate.set(open: true) }

    private final class Counted: Sendable {
        let value = Atomic(0)
    }

    private static func join(_ client: Int32, to port: Int, _ gate: RelayGate) {
        var address = sockaddr_in.loopback(port: port)
        let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard address.with({ connect(server, $0, $1) }) == 0 else {
            close(client)
            close(server)
            return
        }
        let open = RelayedPair(client, server)
        Thread.detachNewThread { open.pump(from: client, to: server, gate) }
        Thread.detachNewThread { open.pump(from: server, to: client, gate) }
    }
}

/// Two sockets, closed when both directions are done.
private final class RelayedPair: Sendable {
    private let sockets: [Int32]

    init(_ client: Int32, _ server: Int32) {
        sockets = [client, server]
    }

    deinit {
        for socket in sockets { close(socket) }
    }

    func pump(from source: Int32, to target: Int32, _ gate: RelayGate) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = recv(source, &buffer, buffer.count, 0), count > 0 {
            gate.pass()
            var sent = 0
            while sent < count {
                let written = buffer[sent..<count].withUnsafeBytes { bytes in
                    send(target, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
                }
                guard written > 0 else { break }
                sent += written
            }
            guard sent == count else { break }
        }
        gate.pass()
        for socket in sockets { shutdown(socket, Int32(SHUT_RDWR)) }
    }
}

/// What threads wait at while the network is away.
///
/// `@unchecked Sendable`: `isOpen` is touched only while `condition` is locked.
private final class RelayGate: @unchecked Sendable {
    private let condition = NSCondition()
    private var isOpen = true

    func set(open: Bool) {
        condition.withLock {
            isOpen = open
            condition.broadcast()
        }
    }

    func pass() {
        condition.withLock { while !isOpen { condition.wait() } }
    }
}

extension sockaddr_in {
    /// 127.0.0.1
    fileprivate static func loopback(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    fileprivate mutating func with<Result>(
        _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        withUnsafeMutablePointer(to: &self) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
