import Glibc
import TotemKernel
import TotemNode
import TotemStore

/// Room, files and time.
enum MachineCheck {
    private static let area = "machine"
    /// Bytes: a store grows by some 2 KiB with each order.
    private static let scarceSpace: UInt64 = 1 << 30
    private static let tooLittleSpace: UInt64 = 100 << 20
    /// What a shop needs at least, and what it uses with 10,000 clients.
    private static let tooFewFiles: UInt64 = 256
    private static let fewFiles: UInt64 = 4096
    /// 2026-01-01. No clock of a machine that runs this is before it.
    private static let earliest = Timestamp(milliseconds: 1_767_225_600_000)

    static func findings(for address: StoreAddress) -> [Finding] {
        [space(in: address), openFiles(), clock()].compactMap { $0 }
    }

    /// Nil where the store lies on a server.
    private static func space(in address: StoreAddress) -> Finding? {
        guard case .sqlite = address else { return nil }
        var status = statvfs()
        guard statvfs(address.folder, &status) == 0 else {
            let mend = "make it, or name another store with --store"
            return Finding(area, .problem, "the folder \(address.folder) can't be looked at (\(reason()))", mend: mend)
        }
        let free = UInt64(status.f_bavail) * UInt64(status.f_frsize)
        let text = "\(free >> 20) MiB are free where the store lies"
        let mend = "free some space: without it the shop refuses every order"
        if free < tooLittleSpace { return Finding(area, .problem, text, mend: mend) }
        return free < scarceSpace ? Finding(area, .warning, text, mend: mend) : Finding(area, .ok, text)
    }

    /// `totemd` raises its own limit to the hard one.
    private static func openFiles() -> Finding {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return Finding(area, .warning, "the limit of open files can't be read (\(reason()))")
        }
        let text = "\(limit.rlim_max) open files are allowed"
        let mend = "allow more with 'ulimit -Hn 4096', or LimitNOFILE= in the service's unit"
        if UInt64(limit.rlim_max) < tooFewFiles { return Finding(area, .problem, text, mend: mend) }
        return UInt64(limit.rlim_max) < fewFiles
            ? Finding(area, .warning, text, mend: mend) : Finding(area, .ok, text)
    }

    private static func clock() -> Finding {
        let now = SystemClock().now
        guard now > earliest else {
            return Finding(area, .problem, "the clock says \(now)", mend: "set it: timedatectl set-ntp true")
        }
        return Finding(area, .ok, "the clock says \(now)")
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}
