import Synchronization

/// How many requests were answered since the server started, how and how fast.
final class RequestMetrics: Sendable {
    /// What is counted apart. There are as many as routes and their statuses: what clients choose is no part of it.
    struct Key: Hashable, Comparable {
        let route: String
        let method: String
        let status: Int

        static func < (left: Key, right: Key) -> Bool {
            (left.route, left.method, left.status) < (right.route, right.method, right.status)
        }
    }

    private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

    private let histograms = Mutex<[Key: LatencyHistogram]>([:])

    /// - Parameter route: the path as it was registered; "NotFound" when there is no such path, "Refused" when the request
    ///   was none that has a route.
    func add(_ method: String, route: String?, status: Int, _ duration: Duration) {
        let method = Self.methods.contains(method) ? method : "other"
        let key = Key(route: route ?? "NotFound", method: method, status: status)
        histograms.withLock { $0[key, default: LatencyHistogram()].add(duration / .seconds(1)) }
    }

    var all: [(key: Key, histogram: LatencyHistogram)] {
        histograms.withLock { $0.sorted { $0.key < $1.key }.map { (key: $0.key, histogram: $0.value) } }
    }
}

/// How often something took how long, in seconds.
struct LatencyHistogram: Sendable {
    static let bounds: [Double] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    /// For each bound what took as long at most and longer than the bound before; last what took longer than all.
    private var counts = [Int](repeating: 0, count: bounds.count + 1)
    private(set) var sum = 0.0

    mutating func add(_ seconds: Double) {
        counts[Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count] += 1
        sum += seconds
    }

    var count: Int { counts.reduce(0, +) }

    /// How many took at most each of the bounds.
    var cumulative: [(bound: Double, count: Int)] {
        var sum = 0
        return zip(Self.bounds, counts).map { bound, count in
            sum += count
            return (bound: bound, count: sum)
        }
    }
}
