import Testing
import TotemKernel
import TotemTesting

@Suite("totem and orders")
struct OrderCommandTests {
    @Test("What costs nothing is paid when it is ordered")
    func free() async throws {
        let shop = try await CommandLineShop()
        try shop.write("slug,name,price\nsample,Sample,0\n", to: "free.csv")
        #expect(try await shop.totem("import", "free.csv").status == 0)
        let daemon = try await TotemDaemon.start(on: shop.address)
        let cart = try await daemon.client().post("/v1/carts", ["items": [["sku": "sample", "quantity": 1]]])
        let checkout: JSONValue = [
            "email": "ada@example.com", "payment": ["method": "manual"],
            "shipping_address": ["address_line1": "九龍彌敦道 20 號", "city": "九龍", "country": "HK"],
        ]
        let path = "/v1/carts/\(cart["id"].text ?? "")"
        #expect(try await daemon.client().patch(path, ["note": "Thanks\nTotal: 9.00 USD"]).status == 200)
        let order = try await daemon.client().post("\(path)/checkout", checkout)
        #expect(order.status == 201 && order["payment_status"] == "paid" && order["payments"] == [])
        let number = try #require(order["number"].text)
        #expect(try await shop.totem("order", "show", number).output.contains("Note: Thanks\\nTotal: 9.00 USD\n"))
        try await shop.totem("order", "capture", number).expectFailure(1, "nothing of order \(number) is authorized")
    }

    @Test("An order is listed, captured, shipped and refunded by its number, with the answers of HTTP")
    func life() async throws {
        let shop = try await CommandLineShop()
        try shop.write(
            """
            Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,Variant Price
            mug,Mug,Title,Default Title,MUG-1,5,9.99

            """,
            to: "mugs.csv"
        )
        #expect(try await shop.totem("import", "mugs.csv").status == 0)
        #expect(try await shop.totem("settings", "set", "prices_include_tax", "true").status == 0)
        #expect(try await shop.totem("settings", "set", "tax_rate", "1900").status == 0)
        let daemon = try await TotemDaemon.start(on: shop.address)
        let key = try await shop.totem("key", "create", "--name", "till", "--role", "staff").output
        let staff = daemon.client(token: key.split(separator: "\n").first.map(String.init))
        for quantity in [2, 1] {
            let basket: JSONValue = ["items": [["sku": "MUG-1", "quantity": .integer(Int64(quantity))]]]
            let cart = try await daemon.client().post("/v1/carts", basket)
            let checkout: JSONValue = [
                "email": "ada@example.com", "payment": ["method": "manual"],
                "shipping_address": [
                    "first_name": "Ada", "last_name": "Lovelace", "address_line1": "12 St James Square",
                    "city": "London", "postal_code": "SW1Y 4JH", "country": "GB",
                ],
            ]
            #expect(
                try await daemon.client().post("/v1/carts/\(cart["id"].text ?? "")/checkout", checkout).status == 201
            )
        }
        let first = try await staff.get("/v1/orders/1")
        let number = try #require(first["number"].text)
        let shown = try await shop.totem("order", "show", number, "--json")
        #expect(shown.json == first.json)
        let words = try await shop.totem("order", "show", number).output
        #expect(words.contains("2 × MUG-1"))
        #expect(words.contains("Subtotal: 19.98 USD\nContained tax: 3.19 USD\nTotal: 19.98 USD"), "\(words)")
        for (arguments, path) in [
            (["sales", "--by", "month"], "sales?by=month"),
            (["products", "--sort", "quantity", "--limit", "5"], "products?sort=quantity&limit=5"),
        ] {
            let report = try await shop.run(["report"] + arguments + ["--json"])
            #expect(report.json == (try await staff.get("/v1/reports/\(path)"))["data"])
        }
        #expect(try await shop.totem("report", "products").output.contains("MUG-1"))
        try await shop.totem("report", "sales", "--from", "1 May").expectFailure(1, "from")
        let list = try await shop.totem("order", "list", "--json", "--query", "lovelace", "--limit", "1")
        #expect(list.json[0]["id"] == 2 && list.json[1] == .null)
        let table = try await shop.totem("order", "list", "--status", "open")
        #expect(table.status == 0)
        #expect(table.output.split(separator: "\n").count == 3 && table.output.contains("ada@example.com"))

        let part = try await shop.totem("order", "capture", number, "--amount", "10.00")
        #expect(part.output == "Order \(number) is open, partially_paid, unfulfilled.\n")
        #expect(try await shop.totem("order", "capture", number).output.contains("open, paid, unfulfilled"))
        try await shop.totem("order", "capture", number).expectFailure(1, "nothing of order")
        let ship = try await shop.totem(
            "order",
            "ship",
            number,
            "--item",
            "MUG-1=1",
            "--carrier",
            "Royal Mail",
            "--tracking-number",
            "RM1",
            "--json"
        )
        #expect(ship.json["fulfilments"]?[0]["tracking_number"] == "RM1")
        #expect(ship.json["fulfilment_status"] == "partially_fulfilled")
        try await shop.totem("order", "ship", number, "--item", "CUP-1=1").expectFailure(1, "its lines are MUG-1 (1)")
        let refund = try await shop.totem(
            "order",
            "refund",
            number,
            "--item",
            "MUG-1=1",
            "--reason",
            "chipped",
            "--json"
        )
        #expect(refund.json["refunds"]?[0]["amount"]?["amount"] == 999)
        #expect(refund.json["payment_status"] == "partially_refunded")
        try await shop.totem("order", "refund", number, "--amount", "10.00").expectFailure(1, "from 1 to 999")
        try await shop.totem("order", "refund", number, "--amount", "ten").expectFailure(
            1,
            "--amount: 'ten' is no decimal number"
        )
        try await shop.totem("order", "refund", number).expectFailure(2, "--amount, --item or --shipping")
        try await shop.totem("order", "cancel", number).expectFailure(1, "shipped")
        #expect(try await staff.get("/v1/products/by-sku/MUG-1")["inventory_quantity"] == 3)

        let second = try #require(try await staff.get("/v1/orders/2")["number"].text)
        #expect(try await shop.totem("order", "cancel", second).output.contains("cancelled, voided, unfulfilled"))
        #expect(try await staff.get("/v1/products/by-sku/MUG-1")["inventory_quantity"] == 4)
        try await shop.totem("order", "show", "4711").expectFailure(1, "4711")
        #expect(await daemon.stop() == 0)
    }
}
