import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Pages of other web sites")
struct CrossOriginTests {
    private static let page = "https://pots.example"

    private static func allow(_ origins: String, _ kernel: Kernel) async throws {
        _ = try await kernel.write(as: .system) { tx, context in
            try StoreSettings.set("cors_origins", to: origins, in: tx, at: context.now)
        }
    }

    @Test("No page of another site may read an answer until the setting names it")
    func off() async throws {
        try await withServer { guest, _ in
            for method in ["GET", "OPTIONS"] {
                let answer = try await guest.send(
                    method,
                    "/v1/products",
                    headers: ["Origin": Self.page, "Access-Control-Request-Method": "GET"]
                )
                #expect(answer.headers.keys.allSatisfy { !$0.hasPrefix("access-control") }, "\(method)")
                #expect(answer.headers["vary"]?.contains("Origin") == true)
            }
            #expect(try await guest.get("/v1/products").headers["vary"]?.contains("Origin") == false)
        }
    }

    @Test("The setting holds from the next request on, whoever is let in by it or shut out")
    func changed() async throws {
        try await withServer { guest, kernel in
            for origins in ["", Self.page, "https://other.example", Self.page, ""] {
                try await Self.allow(origins, kernel)
                let answer = try await guest.get("/v1/products", headers: ["Origin": Self.page])
                let expected = origins == Self.page ? Self.page : nil
                #expect(answer.headers["access-control-allow-origin"] == expected, "'\(origins)'")
            }
        }
    }

    @Test("A page of a site that the setting names may ask, by the methods of the path, and read what it needs")
    func on() async throws {
        try await withServer { guest, kernel in
            try await Self.allow(Self.page, kernel)
            let preflight = try await guest.send(
                "OPTIONS",
                "/v1/carts/x/items/1",
                headers: ["Origin": Self.page, "Access-Control-Request-Method": "PATCH"]
            )
            #expect(preflight.status == 204)
            #expect(preflight.headers["access-control-allow-origin"] == Self.page)
            #expect(preflight.headers["access-control-allow-methods"] == "PATCH, DELETE, OPTIONS")
            let allowed = preflight.headers["access-control-allow-headers"] ?? ""
            for name in ["Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match"] {
                #expect(allowed.contains(name), "\(name)")
            }
            // A refusal can be read as well.
            for path in ["/v1/products", "/v1/orders", "/nothing"] {
                let answer = try await guest.get(path, headers: ["Origin": Self.page])
                #expect(answer.headers["access-control-allow-origin"] == Self.page, "\(path)")
                let exposed = answer.headers["access-control-expose-headers"] ?? ""
                for name in ["ETag", "Retry-After", "Idempotent-Replayed", "Location"] {
                    #expect(exposed.contains(name), "\(path) \(name)")
                }
                #expect(answer.headers["access-control-allow-credentials"] == nil)
            }
            for other in ["https://pots.example.evil", "http://pots.example", "null", "https://POTS.example"] {
                let answer = try await guest.get("/v1/products", headers: ["Origin": other])
                #expect(answer.headers["access-control-allow-origin"] == nil, "\(other)")
                #expect(answer.status == 200)
            }
        }
    }

    @Test("A page can read the answer to what it has changed, though the setting can't be read again now")
    func refusedReads() async throws {
        let (files, isBusy) = (try await TemporaryStore(), Gate())
        let store = MeddledStore(
            files.store,
            beforeRead: { _ in if isBusy.isOpen { throw StoreError(.busy, "too many wait", retryAfter: 5) } }
        )
        try await withServer(on: store) { guest, kernel in
            try await Self.allow(Self.page, kernel)
            let page = ["Origin": Self.page]
            #expect(try await guest.get("/v1/products", headers: page).status == 200)
            // The setting may have changed.
            try await Self.allow(Self.page, kernel)
            isBusy.open()
            for answer in [
                try await guest.post("/v1/carts", headers: page), try await guest.get("/health/live", headers: page),
            ] {
                #expect([200, 201].contains(answer.status))
                #expect(answer.headers["access-control-allow-origin"] == Self.page)
            }
        }
        // One that has never read it changes nothing for a page.
        let other = try await TemporaryStore()
        let busy = MeddledStore(
            other.store,
            beforeRead: { _ in throw StoreError(.busy, "too many wait", retryAfter: 5) }
        )
        try await withServer(on: busy) { guest, _ in
            let writes = busy.writeCount
            let refused = try await guest.post("/v1/carts", headers: ["Origin": Self.page])
            #expect(refused.status == 503 && refused.problem == "store-busy")
            #expect(busy.writeCount == writes)
            #expect(try await guest.get("/health/live", headers: ["Origin": Self.page]).status == 200)
        }
    }
}
