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
}
