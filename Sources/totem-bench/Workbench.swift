import FoundationEssentials
import Glibc
import Logging
import TotemKernel
import TotemNode
import TotemPluginHost
import TotemPostgres

/// What every benchmark is given: how often to measure, and a folder of its own to measure in.
struct Workbench {
    let rounds: Int
    /// On the file system that is measured; removed at the end.
    let place: String
    let plugins: BenchPlugins
    /// Where shops are made instead of files, when it is given.
    var server: BenchServer?

    /// Plugins that do nothing, made for every run; each benchmark switches on as many as it wants.
    static let plainPluginCount = 50

    init(rounds: Int, folder: String, shippedPlugins: [String]) throws {
        self.rounds = rounds
        place = folder + "/totem-bench-\(UUID().uuidString.lowercased())"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        plugins = try BenchPlugins(Self.plainPluginCount, in: place + "/plugins", shipped: shippedPlugins)
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: place)
    }

    /// A shop to measure: products in stock, and with Coupons a coupon.
    func openShop(_ name: String, plugins names: [String]) async throws -> Node {
        try server?.makeDatabase(name)
        let node = try await open(name)
        try await node.plugins.enable(names)
        try await Shop.stock(node.store)
        if names.contains("coupons") { try await Shop.addCoupon(to: node.store) }
        return node
    }

    func open(_ name: String) async throws -> Node {
        try await Node.open(address(of: name), plugins: plugins.folders, log: Self.log)
    }

    private func address(of name: String) throws -> StoreAddress {
        try server.map { .postgres(try PostgresAddress($0.url(of: name))) } ?? .sqlite(path: path(name))
    }

    func path(_ name: String) -> String { "\(place)/\(name).db" }

    static let log: Logger = {
        var log = Logger(label: "totem-bench") { StreamLogHandler.standardError(label: $0) }
        log.logLevel = .critical
        return log
    }()
}

/// Rates of two sides that take turns, so that what else the machine does hits both.
struct Pairs {
    private(set) var ours: [Double] = []
    private(set) var theirs: [Double] = []
    /// Seconds of the processor, over all threads and with the system's work, that the counted rounds took.
    private(set) var ourProcessorTime = 0.0
    private(set) var theirProcessorTime = 0.0

    /// Runs each side once per round. The first round warms both up and does not count; who begins changes with the
    /// rounds.
    /// - Parameters:
    ///   - ours: gives a rate, or the time of a unit.
    static func measure(
        rounds: Int,
        ours: (Int) async throws -> Double,
        theirs: (Int) async throws -> Double
    ) async throws -> Pairs {
        var pairs = Pairs()
        for round in 0...rounds {
            if round % 2 == 0 { try await pairs.addOurs(round, ours) }
            try await pairs.addTheirs(round, theirs)
            if round % 2 == 1 { try await pairs.addOurs(round, ours) }
        }
        return pairs
    }

    private mutating func addOurs(_ round: Int, _ measure: (Int) async throws -> Double) async throws {
        let start = ProcessorTime.now
        let value = try await measure(round)
        guard round > 0 else { return }
        ourProcessorTime += ProcessorTime.now - start
        ours.append(value)
    }

    private mutating func addTheirs(_ round: Int, _ measure: (Int) async throws -> Double) async throws {
        let start = ProcessorTime.now
        let value = try await measure(round)
        guard round > 0 else { return }
        theirProcessorTime += ProcessorTime.now - start
        theirs.append(value)
    }

    /// The median of the rounds' ratios.
    var ratio: Double { zip(ours, theirs).map { $0 / $1 }.median }
}

/// What this process has taken of the processor. Unlike time, it hardly depends on what else the machine does.
enum ProcessorTime {
    /// User and system seconds of all threads.
    static var now: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    /// Of this thread alone.
    static var ofThread: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
}
