import FoundationEssentials
import Logging
import TotemKernel
import TotemNode
import TotemPluginHost

/// What every benchmark is given: how often to measure, and a folder of its own to measure in.
struct Workbench {
    let rounds: Int
    /// On the file system that is measured; removed at the end.
    let place: String
    let plugins: BenchPlugins

    /// Plugins that do nothing, made for every run; each benchmark switches on as many as it wants.
    static let plainPluginCount = 16

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
        let node = try await open(name)
        try await node.plugins.enable(names)
        try await Shop.stock(node.store)
        if names.contains("coupons") { try await Shop.addCoupon(to: node.store) }
        return node
    }

    func open(_ name: String) async throws -> Node {
        try await Node.open(.sqlite(path: path(name)), plugins: plugins.folders, log: Self.log)
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
            var our = 0.0
            if round % 2 == 0 { our = try await ours(round) }
            let their = try await theirs(round)
            if round % 2 == 1 { our = try await ours(round) }
            guard round > 0 else { continue }
            pairs.ours.append(our)
            pairs.theirs.append(their)
        }
        return pairs
    }

    /// The median of the rounds' ratios.
    var ratio: Double { zip(ours, theirs).map { $0 / $1 }.median }
}
