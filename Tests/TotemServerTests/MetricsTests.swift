import Synchronization
import Testing
import TotemKernel
import TotemStore
import TotemTesting

@testable import TotemServer

@Suite("Metrics")
struct MetricsTests {
    private func text(_ client: TestClient) async throws -> [String] {
        let answer = try await client.get("/metrics")
        #expect(answer.status == 200)
        #expect(answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
        return String(decoding: answer.body, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test("Requests are counted by route, never by path, and orders once however often a cart is checked out")
    func counted() async throws {
        try await withServer { guest, kernel in
            let staff = try await guest.with(.storeManager, kernel)
            let product: JSONValue = ["name": "Pot", "sku": "POT", "price": ["amount": 999, "currency": "USD"]]
            #expect(try await staff.post("/v1/products", product).status == 201)
            let checkout: JSONValue = [
                "email": "buyer@example.com", "payment": ["method": "manual"],
                "shipping_address": [
                    "address_line1": "1 Clay Lane", "city": "Stoke", "postal_code": "ST1 1AA", "country": "GB",
                ],
            ]
            let cart = try await guest.post("/v1/carts", ["items": [["sku": "POT", "quantity": 1]]])["id"].text ?? ""
            for _ in 0..<3 { #expect(try await guest.post("/v1/carts/\(cart)/checkout", checkout).status == 201) }
            #expect(try await guest.get("/v1/carts/unknown").status == 404)
            #expect(try await guest.send("PROPFIND", "/v1/tea").status == 405)

            let lines = try await text(staff)
            #expect(lines.contains("totem_orders_placed_total 1"))
            for kind in ["read", "write"] {
                #expect(lines.contains("totem_store_waiting{kind=\"\(kind)\"} 0"))
                #expect(lines.contains("totem_store_refused_total{kind=\"\(kind)\"} 0"))
            }
            let count = "totem_http_request_duration_seconds_count"
            #expect(lines.contains("\(count){route=\"/v1/carts/{cart}/checkout\",method=\"POST\",status=\"201\"} 3"))
            #expect(lines.contains("\(count){route=\"/v1/carts/{cart}\",method=\"GET\",status=\"404\"} 1"))
            #expect(lines.contains("\(count){route=\"Refused\",method=\"other\",status=\"405\"} 1"))
            let bucket = "totem_http_request_duration_seconds_bucket"
            #expect(
                lines.contains("\(bucket){route=\"/v1/carts\",method=\"POST\",status=\"201\",le=\"+Inf\"} 1")
            )
            #expect(!lines.contains { $0.contains(cart) || $0.contains("unknown") })
        }
    }

    @Test("A store that says nothing is not waited for: what is known without it is told", .timeLimit(.minutes(1)))
    func frozen() async throws {
        let (files, gate, isFrozen) = (try await TemporaryStore(), Gate(), Gate())
        let reads = Atomic(0)
        // Who asks is found out.
        let store = MeddledStore(
            files.store,
            beforeRead: { _ in
                if isFrozen.isOpen, reads.add(1, ordering: .relaxed).newValue > 1 { try await gate.wait() }
            }
        )
        try await withServer(on: store) { guest, kernel in
            let staff = try await guest.with(.staff, kernel)
            #expect(try await text(staff).contains { $0.hasPrefix("totem_outbox_events ") })
            isFrozen.open()
            let lines = try await text(staff)
            #expect(lines.contains { $0.hasPrefix("totem_store_waiting{") })
            #expect(!lines.contains { $0.hasPrefix("totem_outbox_events ") })
            gate.open()
        }
    }

    @Test("Hooks are told per plugin with calls, time and failures")
    func hooks() async throws {
        try await withServer { guest, kernel in
            let lines = try await text(guest.with(.staff, kernel))
            let labels = "{plugin=\"thanks\",hook=\"cart.discounts\"}"
            #expect(lines.contains("totem_hook_duration_seconds_sum\(labels) 0.0025"))
            #expect(lines.contains("totem_hook_duration_seconds_count\(labels) 4"))
            #expect(lines.contains("totem_hook_failures_total\(labels) 1"))
        }
    }

    @Test("At the shop's own address they need a key of staff, however the request comes")
    func guarded() async throws {
        try await withServer { guest, kernel in
            for header in ["Accept", "Forwarded", "X-Forwarded-For", "Via"] {
                #expect(try await guest.get("/metrics", headers: [header: "127.0.0.1"]).status == 401)
            }
            let (customer, staff) = (try await guest.customer("ada@example.com"), try await guest.with(.staff, kernel))
            #expect(try await customer.get("/metrics").status == 403)
            #expect(try await staff.get("/metrics").status == 200)
        }
    }

    @Test("The feed and its readers are told of")
    func feed() async throws {
        try await withServer { guest, kernel in
            let staff = try await guest.with(.staff, kernel)
            try await kernel.write(as: .system) { tx, context in
                try FeedReader("mail").register(from: .oldest, in: tx, at: context.now.adding(milliseconds: -9000))
            }
            let before = String(decoding: try await staff.get("/metrics").body, as: UTF8.self)
            #expect(before.contains("totem_outbox_events "))
            let lag = try #require(before.split(separator: "\n").last { $0.contains("lag_seconds{reader=\"mail\"}") })
            #expect(Double(lag.split(separator: " ").last ?? "") != nil)
            // What others are still committing is not settled, and so not read yet.
            try await wait(for: "a reader without lag") {
                _ = try await kernel.write(as: .system) { tx, context in
                    try FeedReader("mail").read(in: tx, at: context.now) { _ in }
                }
                let after = String(decoding: try await staff.get("/metrics").body, as: UTF8.self)
                #expect(!after.contains("reader=\"sweep\""))
                return after.contains("totem_feed_reader_lag_seconds{reader=\"mail\"} 0.0")
            }
        }
    }

    @Test("A time counts into its bucket and those above it")
    func buckets() {
        var histogram = LatencyHistogram()
        for seconds in [0, 0.001, 0.0011, 0.3, 10, 10.5] { histogram.add(seconds) }
        let counts = Dictionary(uniqueKeysWithValues: histogram.cumulative.map { ($0.bound, $0.count) })
        #expect(counts[0.001] == 2 && counts[0.0025] == 3 && counts[0.25] == 3 && counts[0.5] == 4 && counts[10] == 5)
        #expect(histogram.count == 6)
    }
}
