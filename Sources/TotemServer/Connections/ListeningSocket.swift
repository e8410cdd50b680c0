import Glibc
import NIOCore

/// A socket that listens: clients wait in its queue from here on, whoever takes them out of it.
public struct ListeningSocket: Sendable {
    /// So many may wait.
    private static let queue: CInt = 1024

    /// It is closed by the server that takes clients from it.
    public let descriptor: CInt

    /// One that another process has opened and handed on.
    public init(descriptor: CInt) {
        self.descriptor = descriptor
    }

    /// - Parameter port: 0 takes a free one.
    /// - Throws: `IOError`, or one of NIO's errors for a host that is no address of this machine.
    public init(host: String, port: Int) throws {
        let address = try SocketAddress.makeAddressResolvingHost(host, port: port)
        let kind = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        descriptor = socket(address.protocol.rawValue, kind, 0)
        guard descriptor >= 0 else { throw IOError(errnoCode: errno, reason: "socket") }
        do {
            try bind(to: address)
            try makeQueue()
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// Where it listens; 0 when that can't be told.
    public var port: Int {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { storage in
            let code = storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
            guard code == 0 else { return 0 }
            // The port is the second 16 bits of an address of either family.
            return Int(UInt16(bigEndian: UnsafeRawPointer(storage).load(fromByteOffset: 2, as: UInt16.self)))
        }
    }

    /// Makes the queue as long as it should be: also called when somebody has made it shorter.
    func makeQueue() throws {
        guard listen(descriptor, Self.queue) == 0 else { throw IOError(errnoCode: errno, reason: "listen") }
    }

    private func bind(to address: SocketAddress) throws {
        // What still waits for the last packets of an earlier run does not keep the next one from its port.
        var yes: CInt = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<CInt>.size))
        let code = address.withSockAddr { Glibc.bind(descriptor, $0, socklen_t($1)) }
        guard code == 0 else { throw IOError(errnoCode: errno, reason: "bind") }
    }
}
