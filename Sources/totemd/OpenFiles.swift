import CTotemProcess
import FoundationEssentials
import Glibc
import NIOPosix

/// Every connection is an open file, and so is much of what a store and its plugins need. A process that can open no more
/// of them can't go on, so connections never get the last ones.
enum OpenFiles {
    /// For what the store, plugins and the runtime open later on.
    private static let reserve = 64
    private static let fewestConnections = 16
    /// Each takes some 20 KiB while it is idle.
    private static let mostConnections = 10_000

    /// Raises the process's own limit to what the system allows it.
    static func raiseLimit() {
        guard var limit = limit() else { return }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// From now on a plugin that closes what this process has for itself ends it, and is to blame: called before there is one.
    /// The store's own descriptors are kept where they are opened.
    static func keepFromPlugins() {
        // What event loops wait with is opened when they are first asked for.
        _ = MultiThreadedEventLoopGroup.singleton
        totem_descriptor_keep_open()
    }

    /// How many clients may be connected, with those that the server holds beyond its limit for a moment. Asked when
    /// everything else is open.
    /// - Throws: ``TooFewOpenFiles``.
    static func connections() throws -> Int {
        guard let limit = limit() else { return mostConnections }
        let allowed = Int(clamping: limit.rlim_cur)
        let taken = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? reserve
        // The server and the address for metrics may each hold an eighth more for a moment.
        let connections = (allowed - taken - reserve) / 10 * 8
        guard connections >= fewestConnections else {
            throw TooFewOpenFiles(allowed: allowed, needed: taken + reserve + fewestConnections * 2)
        }
        return min(connections, mostConnections)
    }

    private static func limit() -> rlimit? {
        var limit = rlimit()
        return getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 ? limit : nil
    }
}

/// The system allows the process too few open files to serve a shop.
struct TooFewOpenFiles: Error, CustomStringConvertible {
    let allowed: Int
    let needed: Int

    var description: String {
        """
        \(allowed) open files are allowed, and a shop needs \(needed) at least; \
        allow more with 'ulimit -n 4096', or LimitNOFILE= in the service's unit
        """
    }
}
