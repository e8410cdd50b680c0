import Testing
import TotemKernel
import TotemTesting

@Suite("Input that is wrong")
struct BadInputTests {
    private static let methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    private static let paths = [
        "/v1/customers", "/v1/sessions", "/v1/sessions/current", "/v1/me", "/v1/me/addresses", "/v1/me/addresses/1",
        "/v1/products", "/v1/products/1", "/v1/products/by-sku/POT-1", "/v1/products/by-slug/pot-1", "/v1/categories",
        "/v1/carts", "/v1/carts/x", "/v1/carts/x/items", "/v1/carts/x/items/1", "/v1/carts/x/codes",
        "/v1/carts/x/codes/y", "/v1/carts/x/shipping", "/v1/carts/x/checkout", "/v1/orders", "/v1/orders/1",
        "/v1/orders/1/transitions", "/v1/orders/1/payments/1/capture", "/v1/orders/1/payments/1/void",
        "/v1/orders/1/refunds", "/v1/attributes", "/v1/warehouses", "/v1/inventory", "/v1/inventory/adjustments",
        "/v1/settings/currency", "/v1/settings/nothing", "/v1/users", "/v1/users/1/roles", "/v1/plugins",
        "/v1/plugins/coupons", "/v1/webhooks", "/v1/webhooks/1", "/v1/x/coupons", "/v1/x/coupons/coupons",
        "/v1/x/a/b/c", "/health/live", "/", "/v1",
    ]
    private static let bodies = [
        "", "{", "null", "[]", "\"a\"", "5", "{}", "{\"unknown\":1}", "\u{0}", "{\"quantity\":1e99}",
        "{\"sku\":null,\"quantity\":-1}", "{\"items\":[{\"sku\":\"POT-1\",\"quantity\":99999999999999999999}]}",
        "{\"items\":[{\"sku\":\"POT-1\",\"quantity\":0}]}", "{\"items\":{}}", "{\"email\":\"\\u0000\",\"password\":1}",
        "{\"email\":\"a@b\",\"password\":\"\",\"first_name\":\"x\",\"last_name\":[]}", "{\"code\":\"\"}",
        "{\"is_active\":\"yes\"}", "{\"settings\":5}", "{\"value\":{\"a\":1}}", "{\"to\":\"nowhere\"}",
        "{\"amount\":{\"amount\":-1,\"currency\":\"QQQ\"},\"reason\":\"\"}", "{\"name\":\"\",\"price\":{}}",
        "{\"name\":\"a\",\"price\":{\"amount\":-5,\"currency\":\"USD\"}}", "{\"roles\":[\"king\"]}",
        "{\"event_type\":\"order.committed\",\"target_url\":\"http://127.0.0.1/\"}", "{\"target_url\":5}",
        "{\"email\":\"a@b.example\",\"payment\":{\"method\":\"gold\"},\"shipping_address\":{}}",
    ]
    private static let queries = [
        "?limit=x", "?limit=-1", "?cursor=%00", "?cursor=abc", "?q=%FF", "?min_price=1.5", "?=&&=",
    ]

    @Test("No input of anybody's is answered with 5xx, and every refusal is a problem")
    func neverAServerError() async throws {
        let shop = try await Shop.open()
        await withTaskGroup(of: Void.self) { group in
            for client in [shop.guest, shop.admin] {
                for path in Self.paths {
                    group.addTask { await tryEverything(client, path) }
                }
            }
        }
        #expect(try await shop.guest.get("/health/ready").status == 200)
        #expect(!shop.daemon.log.contains(" error "))
    }

    private func tryEverything(_ client: TestClient, _ path: String) async {
        for method in Self.methods {
            let bodies = method == "GET" ? [""] : Self.bodies
            for body in bodies { await expectSense(client, method, path, body) }
        }
        for query in Self.queries { await expectSense(client, "GET", path + query, "") }
    }

    private func expectSense(_ client: TestClient, _ method: String, _ path: String, _ body: String) async {
        do {
            let bytes = body.isEmpty ? nil : Array(body.utf8)
            let answer = try await client.send(method, path, bytes: bytes)
            #expect(answer.status < 500, "\(method) \(path) \(body)")
            guard answer.status >= 400 else { return }
            #expect(answer.headers["content-type"] == "application/problem+json", "\(method) \(path) \(body)")
            #expect(answer["status"] == .integer(Int64(answer.status)), "\(method) \(path) \(body)")
            #expect(answer["detail"].text?.isEmpty == false, "\(method) \(path) \(body)")
        } catch {
            Issue.record("\(method) \(path) \(body): \(error)")
        }
    }

    @Test("A body of more than 1 MiB is 413")
    func tooLarge() async throws {
        let shop = try await Shop.open()
        let bytes = Array(repeating: UInt8(ascii: " "), count: (1 << 20) + 1)
        let answer = try await shop.guest.send("POST", "/v1/carts", bytes: bytes)
        #expect(answer.status == 413)
        #expect(answer.problem == "body-too-large")
    }
}
