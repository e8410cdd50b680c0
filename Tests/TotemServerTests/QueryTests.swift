import Testing
import TotemKernel
import TotemTesting

@testable import TotemAPI
@testable import TotemServer

@Suite("Queries and ids")
struct QueryTests {
    @Test(
        "Every route refuses a parameter that it does not describe, one that is given twice, and an empty or blank one"
    )
    func everyRoute() async throws {
        try await withServer { guest, kernel in
            let admin = try await guest.with(.admin, kernel)
            let ann = try await guest.customer("ann@shop.example")
            for operation in operations(of: kernel) {
                let client = operation.needsSession ? ann : admin
                func refused(_ query: String, _ field: String) async throws {
                    let answer = try await client.send(operation.method.rawValue, operation.pathWithIDs + query)
                    #expect(answer.status == 422, "\(operation)\(query)")
                    #expect(answer.badFields == [field], "\(operation)\(query)")
                }
                try await refused("?page=2", "page")
                try await refused("?page", "page")
                for known in operation.query.keys where !known.contains("{") {
                    try await refused("?\(known)=", known)
                    try await refused("?\(known)", known)
                    try await refused("?\(known)=%20%09", known)
                    try await refused("?\(known)=1&\(known)=1", known)
                }
            }
        }
    }

    @Test("A guest is told to log in before he is told what is wrong with his query")
    func guests() async throws {
        try await withServer { guest, _ in
            let orders = try await guest.get("/v1/orders?page=2")
            #expect(orders.status == 401)
            #expect(try await guest.get("/v1/inventory?limit=").status == 401)
            #expect(try await guest.get("/v1/products?is_active=false").status == 401)
            #expect(try await guest.get("/v1/products?is_active=true").status == 200)
        }
    }

    @Test(
        "A mistyped parameter is answered with the nearest right one",
        arguments: [
            ("/v1/products?min-price=5", "'min_price'"), ("/v1/products?Limit=5", "'limit'"),
            ("/v1/products?categroy=5", "'category'"), ("/v1/categories?limit=5", "no parameters"),
            ("/v1/products?attribute.=5", "attribute.…"), ("/v1/products?zzzzzzz=5", "there are: "),
        ]
    )
    func nearest(_ path: String, _ hint: String) async throws {
        try await withServer { guest, _ in
            let answer = try await guest.get(path)
            #expect(answer.status == 422)
            #expect(answer["errors"][0]["message"]?.text?.contains(hint) == true, "\(answer.json)")
        }
    }

    @Test(
        "A number is plain digits",
        arguments: [
            "limit=+5", "limit=%2B5", "limit=05", "limit=0", "limit=101", "limit=5.0", "limit=1e1", "limit=%205",
            "limit=99999999999999999999", "limit=0x5", "limit=٥", "min_price=-1", "min_price=+1", "max_price=01",
            "max_price=9223372036854775808", "cursor=a.c", "cursor=%00", "sort=cheapest", "is_active=yes", "=1",
            "%zz=1",
        ]
    )
    func numbers(_ query: String) async throws {
        try await withServer { guest, _ in
            let answer = try await guest.get("/v1/products?" + query)
            #expect(answer.status == 422)
        }
    }

    @Test("A thing has one path: an id with a sign, zeros, spaces or too many digits is 404")
    func ids() async throws {
        try await withServer { guest, kernel in
            let admin = try await guest.with(.admin, kernel)
            #expect(try await admin.post("/v1/products", .pot).status == 201)
            #expect(try await admin.get("/v1/products/1").status == 200)
            for operation in operations(of: kernel)
            where operation.method.rawValue == "GET" && operation.path.hasSuffix("}") {
                let path = operation.path
                guard let brace = path.lastIndex(of: "{"), !path.contains("/by-"), !path.contains("/settings/"),
                    !path.contains("/carts/"), !path.contains("/plugins/")
                else { continue }
                for id in ["+1", "%2B1", "-1", "01", "0", "1.0", "1e0", "%201", "١", "9223372036854775808"] {
                    #expect(try await admin.get(path[..<brace] + id).status == 404, "\(path) \(id)")
                }
            }
        }
    }

    @Test("A category whose slug is digits is found by it; a category that is not there is refused")
    func digitSlugs() async throws {
        try await withServer { guest, kernel in
            let admin = try await guest.with(.admin, kernel)
            for slug in ["2024", "01", "1"] {
                let body: JSONValue = ["name": .string("Of \(slug)"), "slug": .string(slug)]
                #expect(try await admin.post("/v1/categories", body).status == 201)
                guard case .object(var product) = JSONValue.pot else { return }
                product["name"] = .string("Pot \(slug)")
                product["variants"] = nil
                product["categories"] = .array([.array([.string("Of \(slug)")])])
                #expect(try await admin.post("/v1/products", .object(product)).status == 201)
            }
            func names(_ category: String) async throws -> [String?] {
                try await guest.get("/v1/products?category=\(category)")["data"].elements.map { $0["name"]?.text }
            }
            #expect(try await names("2024") == ["Pot 2024"])
            #expect(try await names("01") == ["Pot 01"])
            #expect(try await names("1") == ["Pot 1"])
            // No slug: an id.
            #expect(try await names("2") == ["Pot 01"])
            let unknown = try await guest.get("/v1/products?category=9")
            #expect(unknown.status == 422 && unknown.badFields == ["category"])
        }
    }

    @Test("Stock of a product that is not there is refused, not empty")
    func unknownStock() async throws {
        try await withServer { guest, kernel in
            let staff = try await guest.with(.staff, kernel)
            let answer = try await staff.get("/v1/inventory?product_id=7")
            #expect(answer.status == 422 && answer.badFields == ["product_id"])
        }
    }

    @Test("A cursor of another list is refused")
    func foreignCursors() async throws {
        try await withServer { guest, kernel in
            let admin = try await guest.with(.admin, kernel)
            for name in ["A", "B"] {
                #expect(try await admin.post("/v1/attributes", ["name": .string(name)]).status == 201)
            }
            let cursor = try #require(try await admin.get("/v1/attributes?limit=1")["next_cursor"].text)
            #expect(try await admin.get("/v1/attributes?cursor=\(cursor)").status == 200)
            for list in ["products", "products?sort=price", "orders", "users", "warehouses", "inventory", "webhooks"] {
                let path = "/v1/" + list + (list.contains("?") ? "&" : "?")
                #expect(try await admin.get(path + "cursor=\(cursor)").badFields == ["cursor"], "\(list)")
            }
        }
    }
}
