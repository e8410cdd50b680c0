import FoundationEssentials
import Testing
import TotemKernel
import TotemTesting

@Suite("totem import and export")
struct CommandLineCatalogueTests {
    private static let shopify = """
        Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,Variant Price,Variant Compare At Price
        pot,Pot,Size,Small,POT-S,3,9.99,12
        pot,,,Large,POT-L,5,15.99,
        lamp,Lamp,Title,Default Title,,2,59.99,75

        """

    @Test("A delivery that is named twice in one command is not added twice")
    func namedTwice() async throws {
        let shop = try await CommandLineShop()
        try shop.write("slug,name,price,stock.A\na,A,1,5\n", to: "a.csv")
        try await shop.totem("import", "a.csv", "./a.csv", "--stock", "add").expectFailure(2, "named twice")
        #expect(try await shop.totem("import", "a.csv", "./a.csv").status == 0)
    }

    @Test("A file is read back over HTTP as it is; importing it again changes nothing, and says so")
    func importAndReadBack() async throws {
        let shop = try await CommandLineShop()
        try shop.write(Self.shopify, to: "products.csv")
        let dry = try await shop.totem("import", "products.csv", "--dry-run")
        #expect(dry.output.hasPrefix("products.csv (shopify), dry run: 2 products created, 0 updated, 0 unchanged"))
        let first = try await shop.totem("import", "products.csv")
        #expect(first.status == 0)
        #expect(first.errors.isEmpty)
        #expect(first.output.hasPrefix("products.csv (shopify): 2 products created, 0 updated, 0 unchanged"))
        #expect(first.output.contains("Variant Compare At Price: the store has no place for it (2 rows, first line 2)"))
        let second = try await shop.totem("import", "products.csv", "--json").json[0]
        #expect(second["created"] == 0 && second["updated"] == 0 && second["unchanged"] == 2)
        #expect(second["format"] == "shopify" && second["rows"] == 3 && second["dry_run"] == false)
        #expect(second["not_kept"]?[0]["first_line"] == 2)

        let daemon = try await TotemDaemon.start(on: shop.address)
        let pot = try await daemon.client().get("/v1/products/by-slug/pot")
        #expect(pot["variants"].elements.map { $0["sku"] } == ["POT-S", "POT-L"])
        #expect(pot["variants"].elements.map { $0["price"]?["amount"] } == [999, 1599])
        #expect(pot["variants"].elements.map { $0["inventory_quantity"] } == [3, 5])
        let lamp = try await daemon.client().get("/v1/products/by-sku/lamp")
        #expect(lamp["price"]["amount"] == 5999)
        #expect(lamp["inventory_quantity"] == 2)
        #expect(await daemon.stop() == 0)
    }

    @Test("A bad row keeps all of its file out and is named; --skip-bad-rows leaves its product out alone")
    func badRows() async throws {
        let shop = try await CommandLineShop()
        try shop.write("slug,name,price\ngood,Good,1.00\nbad,Bad,\"1,250\"\n", to: "bad.csv")
        try shop.write(Self.shopify, to: "good.csv")
        let run = try await shop.totem("import", "good.csv", "bad.csv")
        #expect(run.status == 1)
        #expect(run.output.hasPrefix("good.csv (shopify): 2 products created"))
        #expect(run.errors.contains("totem: nothing of "))
        #expect(run.errors.contains("bad.csv, line 3, column 'price': '1,250' is no decimal number"))
        #expect(try await shop.totem("export", "products", "--format", "json").json.elements.count == 2)
        let skipping = try await shop.totem("import", "bad.csv", "--skip-bad-rows")
        #expect(skipping.status == 0)
        #expect(skipping.output.contains("1 products created, 0 updated, 0 unchanged, 1 skipped"))
        #expect(skipping.output.contains("bad.csv, line 3, column 'price'"))
    }

    @Test("What a file says is shown as text, and is nothing that a terminal obeys")
    func escapes() async throws {
        let shop = try await CommandLineShop()
        try shop.write("slug,name,price\na,A,\u{1B}[31mfree\n", to: "red.csv")
        let refused = try await shop.totem("import", "red.csv")
        let skipped = try await shop.totem("import", "red.csv", "--skip-bad-rows")
        #expect(refused.status == 1 && skipped.status == 0)
        for shown in [refused.errors, skipped.output] {
            #expect(shown.contains("'\\u{1b}[31mfree' is no decimal number") && !shown.contains("\u{1B}"))
        }
    }

    @Test("An export leaves other files alone, and is as readable as the one that it replaces")
    func neighbours() async throws {
        let shop = try await CommandLineShop()
        try shop.write("mine", to: "all.csv.part")
        try shop.write("old", to: "all.csv")
        let file = "\(shop.folder)/all.csv"
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)
        for name in ["all.csv", "new.csv"] {
            #expect(try await shop.totem("export", "products", "-o", name).status == 0)
        }
        let modes = try ["all.csv", "new.csv"].map { name in
            try FileManager.default.attributesOfItem(atPath: "\(shop.folder)/\(name)")[.posixPermissions] as? Int
        }
        #expect(modes == [0o640, 0o600])
        #expect(try String(contentsOfFile: file + ".part", encoding: .utf8) == "mine")
        let files = try FileManager.default.contentsOfDirectory(atPath: shop.folder)
        #expect(files.count { $0.hasSuffix(".part") } == 1)
    }

    @Test("The JSON of a refused file has every problem with its place, beside what became of the files before it")
    func badRowsAsJSON() async throws {
        let shop = try await CommandLineShop()
        try shop.write("slug,name,price\nbad,Bad,x\nworse,Worse,y\n", to: "bad.csv")
        try shop.write(Self.shopify, to: "good.csv")
        let run = try await shop.totem("import", "good.csv", "bad.csv", "missing.csv", "--json")
        #expect(run.status == 1)
        #expect(run.json.elements.map { $0["result"] } == ["imported", "refused"])
        #expect(run.json[1]["problem_count"] == 2)
        #expect(run.json[1]["problems"]?.elements.map { $0["line"] } == [2, 3])
        #expect(run.json[1]["problems"]?[0]["file"] == "bad.csv" && run.json[1]["problems"]?[0]["column"] == "price")
        let missing = try await shop.totem("import", "missing.csv", "--json").json
        #expect(missing[0]["result"] == "refused" && missing[0]["problems"]?[0]["line"] == .null)
    }

    @Test(
        "A file that can't be read is refused in one line",
        arguments: [
            ("missing.csv", "can't be opened"), (".", "is no regular file"), ("empty.csv", "is empty"),
            ("other.csv", "has columns of no known format"),
        ]
    )
    func unreadable(file: String, reason: String) async throws {
        let shop = try await CommandLineShop()
        try shop.write("", to: "empty.csv")
        try shop.write("a,b\n1,2\n", to: "other.csv")
        try await shop.totem("import", file).expectFailure(1, reason)
    }

    @Test("An export of products is imported by another shop, and its own export is then the same")
    func exportProducts() async throws {
        let (shop, other) = (try await CommandLineShop(), try await CommandLineShop())
        try shop.write(Self.shopify, to: "products.csv")
        _ = try await shop.totem("import", "products.csv")
        let written = try await shop.totem("export", "products", "-o", other.folder + "/export.csv")
        #expect(written.status == 0)
        #expect(written.output.isEmpty && written.errors.isEmpty)
        #expect(
            try await other.totem("import", "export.csv").output.hasPrefix("export.csv (totem): 2 products created")
        )
        let file = try String(contentsOfFile: other.folder + "/export.csv", encoding: .utf8)
        #expect(try await other.totem("export", "products").output == file)
        let json = try await shop.totem("export", "products", "--format", "json").json
        #expect(json.elements.map { $0["slug"] } == ["pot", "lamp"])
        #expect(json[0]["variants"]?[1]["price"] == ["amount": 1599, "currency": "USD"])
        try await shop.totem("export", "products", "-o", "/nowhere/x.csv").expectFailure(
            1,
            "/nowhere/x.csv can't be made"
        )
    }

    @Test("Products, orders and customers are exported as the HTTP interface lists them, and never with a password")
    func exportOrdersAndCustomers() async throws {
        let shop = try await CommandLineShop()
        try shop.write(Self.shopify, to: "products.csv")
        _ = try await shop.totem("import", "products.csv")
        #expect(try await shop.totem("export", "orders", "--format", "json").json == .array([]))
        let daemon = try await TotemDaemon.start(on: shop.address)
        let guest = daemon.client()
        _ = try await guest.post(
            "/v1/customers",
            ["email": "ann@shop.example", "password": "correct horse", "first_name": "Ann", "last_name": "Lee"]
        )
        let engraved: JSONValue = ["sku": "POT-L", "quantity": 2, "properties": ["engraving": "Ann"]]
        let items: JSONValue = [engraved, ["sku": "lamp", "quantity": 1]]
        let cart = try #require(try await guest.post("/v1/carts", ["items": items])["id"].text)
        let order = try await guest.post("/v1/carts/\(cart)/checkout", Shop.checkout)
        #expect(order.status == 201)
        let key = try await shop.totem("key", "create", "--name", "reader", "--role", "admin").output
        let admin = daemon.client(token: String(key.filter { !$0.isNewline }))
        for (what, path) in [("products", "/v1/products"), ("orders", "/v1/orders"), ("customers", "/v1/customers")] {
            let exported = try await shop.totem("export", what, "--format", "json").output
            let items = exported.split(separator: "\n").dropFirst().dropLast().joined()
            let answer = String(decoding: try await admin.get(path).body, as: UTF8.self)
            #expect(answer == "{\"data\":[\(items)],\"next_cursor\":null}", "\(what)")
            #expect(items.contains("\"id\":1,"))
        }
        #expect(await daemon.stop() == 0)

        let lines = try await shop.totem("export", "orders").output.split(separator: "\r\n")
        #expect(lines.count == 3)
        #expect(lines[1].contains("POT-L,Pot,2,15.99,31.98"))
        // Everything that goes on a parcel.
        let (names, values) = (
            lines[0].split(separator: ","), lines[1].split(separator: ",", omittingEmptySubsequences: false)
        )
        let record = Dictionary(zip(names, values)) { first, _ in first }
        for (column, field) in [
            ("shipping_first_name", "first_name"), ("shipping_last_name", "last_name"), ("shipping_city", "city"),
            ("shipping_address_line1", "address_line1"), ("shipping_state", "state"), ("shipping_country", "country"),
            ("shipping_postal_code", "postal_code"), ("billing_last_name", "last_name"),
        ] {
            let kind = column.hasPrefix("billing") ? "billing_address" : "shipping_address"
            #expect(record[column[...]] == (order[kind][field]?.text ?? "")[...], "\(column)")
        }
        // And what is to be made, how it is sent, and whether it may be.
        #expect(record["item_properties"] == "\"{\"\"engraving\"\":\"\"Ann\"\"}\"")
        #expect(names.contains("shipping_method") && names.contains("holds"))
        let customers = try await shop.totem("export", "customers").output.split(separator: "\r\n")
        #expect(customers.count == 2)
        #expect(customers[1].hasPrefix("1,ann@shop.example,Ann,Lee,,"))
        #expect(!customers[1].contains("scrypt"))
    }
}
