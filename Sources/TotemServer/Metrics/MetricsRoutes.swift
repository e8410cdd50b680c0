import HTTPTypes
import Hummingbird
import TotemAPI
import TotemKernel
import TotemStore

/// `/metrics`, for staff: it tells how business goes. Prometheus has ``TotemServer/metricsService(on:onReady:)``.
func addMetricsRoutes(of server: ServerState, to routes: inout Routes) {
    routes.add(metricsOperation(for: .staff)) { _ in await metrics(of: server) }
}

extension TotemServer {
    /// `/metrics` on a socket of its own, where nobody is asked for a token: whoever can connect there may read them.
    public func metricsService(
        on socket: ListeningSocket,
        onReady: @escaping @Sendable (Int) async -> Void
    ) -> HTTPService {
        let server = state
        var routes = Routes()
        routes.add(metricsOperation(for: nil)) { _ in await metrics(of: server) }
        return service(of: routes, on: { socket }, onReady: onReady)
    }
}

private func metricsOperation(for role: Role?) -> Operation {
    .get("/metrics", "What Prometheus reads; without a token at the address of --metrics", for: role, answering: .text)
        .answering(as: PrometheusText.mediaType)
}

private func metrics(of server: ServerState) async -> Answer {
    var text = PrometheusText()
    text.begin("totem_info", .gauge, "The version that runs.")
    text.sample("totem_info", ["version": CoreSchema.kernelVersion.description], 1)
    text.begin("totem_orders_placed_total", .counter, "Orders placed through this server.")
    text.sample("totem_orders_placed_total", [:], server.api.placedOrders.count)
    text.begin("totem_product_cache_hits_total", .counter, "Reads of a product answered from memory.")
    text.sample("totem_product_cache_hits_total", [:], server.api.products.hits)
    text.begin("totem_product_cache_misses_total", .counter, "Reads of a product answered from the store.")
    text.sample("totem_product_cache_misses_total", [:], server.api.products.misses)
    text.add(server.api.kernel.store.load)
    // A store that can't be asked in time is told of by what else there is.
    if let feed = try? await feedLoad(of: server.api.kernel) { text.add(feed) }
    text.begin("totem_passwords_waiting", .gauge, "Passwords that wait to be hashed.")
    text.sample("totem_passwords_waiting", [:], server.api.logins.hasher.waiting)
    text.add(server.connections)
    text.begin("totem_http_body_bytes", .gauge, "Memory that large bodies of requests take.")
    text.sample("totem_http_body_bytes", [:], server.bodies.bytes)
    text.add(server.metrics)
    text.add(server.api.plugins.hookTimes())
    return Answer(
        status: 200,
        headers: [(.contentType, PrometheusText.mediaType), (.cacheControl, "no-store")],
        body: .bytes(Array(text.text.utf8))
    )
}

private func feedLoad(of kernel: Kernel) async throws -> FeedLoad {
    try await TimeLimit.run(ServerLimits.tokenPatience, orElse: CancellationError()) {
        try await kernel.read(kernel.context(for: .system), for: .request) { try FeedLoad(in: $0, at: $1.now) }
    }
}

extension PrometheusText {
    fileprivate mutating func add(_ load: StoreLoad) {
        let queues = [("read", load.reads), ("write", load.writes)]
        begin("totem_store_waiting", .gauge, "Reads and writes that wait for their turn at the store.")
        for (kind, queue) in queues { sample("totem_store_waiting", ["kind": kind], queue.waiting) }
        begin("totem_store_refused_total", .counter, "Requests refused because too many waited, or they for too long.")
        for (kind, queue) in queues { sample("totem_store_refused_total", ["kind": kind], queue.refused) }
    }

    fileprivate mutating func add(_ feed: FeedLoad) {
        begin("totem_outbox_events", .gauge, "Events that are kept for those who follow the shop.")
        sample("totem_outbox_events", [:], feed.events)
        begin(
            "totem_feed_reader_lag_seconds",
            .gauge,
            "Age of the oldest event that a reader of the feed has not read."
        )
        for lag in feed.lags {
            sample("totem_feed_reader_lag_seconds", ["reader": lag.reader], Double(lag.milliseconds) / 1000)
        }
    }

    fileprivate mutating func add(_ connections: Connections) {
        begin("totem_http_connections", .gauge, "Clients that are connected.")
        sample("totem_http_connections", [:], connections.count)
        begin("totem_http_connections_limit", .gauge, "How many clients may be connected.")
        sample("totem_http_connections_limit", [:], connections.limit)
        begin("totem_http_unsent_bytes", .gauge, "Answers that wait for their clients to take them.")
        sample("totem_http_unsent_bytes", [:], connections.unsentBytes)
        begin(
            "totem_http_connections_ended_total",
            .counter,
            "Connections that the server ended: displaced by others, refused while all were served, too slow."
        )
        for end in Connections.End.allCases {
            sample("totem_http_connections_ended_total", ["reason": end.rawValue], connections.count(of: end))
        }
    }

    fileprivate mutating func add(_ requests: RequestMetrics) {
        let name = "totem_http_request_duration_seconds"
        begin("totem_http_request_duration_seconds", .histogram, "How long requests took, by route and status.")
        for (key, histogram) in requests.all {
            let (route, method, status) = (key.route, key.method, String(key.status))
            for (bound, count) in histogram.cumulative {
                sample(
                    name + "_bucket",
                    ["route": route, "method": method, "status": status, "le": bound.description],
                    count
                )
            }
            sample(
                name + "_bucket",
                ["route": route, "method": method, "status": status, "le": "+Inf"],
                histogram.count
            )
            sample(name + "_sum", ["route": route, "method": method, "status": status], histogram.sum)
            sample(name + "_count", ["route": route, "method": method, "status": status], histogram.count)
        }
    }

    fileprivate mutating func add(_ hooks: [HookTime]) {
        let name = "totem_hook_duration_seconds"
        begin(
            "totem_hook_duration_seconds",
            .summary,
            "How long hooks of active plugins took. Those that did nothing and soon returned are not counted."
        )
        for hook in hooks {
            let (plugin, kind) = (hook.plugin, hook.hook)
            sample(name + "_sum", ["plugin": plugin, "hook": kind], Double(hook.nanoseconds) / 1e9)
            sample(name + "_count", ["plugin": plugin, "hook": kind], hook.calls)
        }
        begin("totem_hook_failures_total", .counter, "Hooks that failed, or were far too slow.")
        for hook in hooks {
            sample("totem_hook_failures_total", ["plugin": hook.plugin, "hook": hook.hook], hook.failures)
        }
    }
}
