import Foundation
import Testing
import TotemImport
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("Classes of products", .enabled(if: RustCompiler.isThere, "there is no rustc on this machine"))
struct ClassTests {
    @Test("A class costs more for each unit, or keeps a rate from being offered, and the buyer is told")
    func prices() async throws {
        let shop = try await ShippingShop.open()
        for code in ["bulky", "gas"] { try await shop.addClass(code) }
        let zone = try await shop.zone("World", ["country": "*"])
        let classes: JSONValue = [["class": "bulky", "amount": 1500], ["class": "gas", "amount": nil]]
        try await shop.rate(zone, "Parcel", "flat", ["amount": 490, "classes": classes])
        try await shop.put("BOWL-1", in: "bulky")
        #expect(try await shop.cart([("POT-1", 3)], to: "DE", "10115").offers == ["Parcel 490"])
        #expect(try await shop.cart([("POT-1", 3), ("BOWL-1", 2)], to: "DE", "10115").offers == ["Parcel 3490"])
        try await shop.put("POT-1", in: "gas")
        let cart = try await shop.cart([("POT-1", 1), ("BOWL-1", 2)], to: "DE", "10115")
        #expect(cart.shippingRefusal == "This can't be shipped to 10115 Town, DE: Parcel does not take what is gas.")
        try await shop.rate(zone, "Truck", "flat", ["amount": 9900])
        #expect(try await shop.shop.look(cart.token).offers == ["Truck 9900"])
    }

    @Test("Made, renamed, given and taken, listed with products, and not deleted while a rate names it")
    func life() async throws {
        let shop = try await ShippingShop.open()
        let id = try await shop.addClass("bulky")
        #expect(
            try await shop.send("PATCH", "/classes/\(id)", ["name": "Large"]).json == [
                "id": .integer(id), "code": "bulky", "name": "Large",
            ]
        )
        let taken = await refusal { try await shop.addClass("bulky") }
        #expect(taken?.fields.map(\.field) == ["code"])
        for code in ["", "Bulky", "a b", "-a", "ä"] {
            #expect(
                await refusal { try await shop.addClass(code) }?.fields.map(\.field).contains("code") == true,
                "\(code)"
            )
        }
        for sku in ["POT-1", "MUG-1", "BOWL-1"] { try await shop.put(sku, in: "bulky") }
        let products = try await shop.send("GET", "/classes/\(id)/products", query: ["limit": "2"])
        #expect(
            products["data"].elements.map { $0["sku"]?.text } == ["POT-1", "MUG-1"] && products["next_cursor"] != .null
        )
        let pot = try await shop.product("POT-1")
        #expect(try await shop.send("GET", "/products/\(pot)").json == ["id": .integer(pot), "class": "bulky"])
        #expect(try await shop.send("PUT", "/products/\(pot)", ["class": nil])["class"] == .null)
        let ghost = await refusal { _ = try await shop.send("PUT", "/products/\(pot)", ["class": "ghost"]) }
        #expect(ghost?.fields.map(\.field) == ["class"])
        #expect(await refusal { _ = try await shop.send("PUT", "/products/999", ["class": nil]) }?.kind == .notFound)

        let zone = try await shop.zone("A", ["country": "DE"])
        let rate = try await shop.rate(zone, "Parcel", "flat", ["classes": [["class": "bulky", "amount": 5]]])
        let used = await refusal { _ = try await shop.send("DELETE", "/classes/\(id)") }
        #expect(used?.code == "class-in-use" && used?.detail.contains("'Parcel'") == true)
        _ = try await shop.send("DELETE", "/rates/\(rate)")
        #expect(try await shop.send("DELETE", "/classes/\(id)").status == 204)
        #expect(try await shop.shop.number("SELECT COUNT(*) FROM shipping_product_classes") == 0)
    }

    @Test("A product that goes takes its class along")
    func deletedProduct() async throws {
        let shop = try await ShippingShop.open()
        try await shop.addClass("bulky")
        try await shop.put("POT-1", in: "bulky")
        let id = Product.ID(try await shop.product("POT-1"))
        try await shop.shop.kernel.write(as: .system) { tx, _ in try ProductStore.delete(id, in: tx) }
        #expect(try await shop.shop.number("SELECT COUNT(*) FROM shipping_product_classes") == 0)
    }

    @Test("The command line gives a class by SKU, also by that of a variant")
    func services() async throws {
        let shop = try await ShippingShop.open()
        try await shop.addClass("bulky")
        _ = try await shop.importing("slug,name,price,sku,option.Size\nvase,Vase,1.00,VASE-S,S\nvase,,2.00,VASE-L,L\n")
        #expect(try await shop.invoke("set_class", ["VASE-L", "bulky"]) == "bulky")
        #expect(try await shop.invoke("class_of", ["VASE-S"]) == "bulky")
        #expect(try await shop.invoke("set_class", ["VASE-S", ""]) == "")
        #expect(try await shop.invoke("class_of", ["VASE-L"]) == "")
        #expect(await refusal { _ = try await shop.invoke("class_of", ["GHOST"]) }?.kind == .notFound)
        #expect(
            await refusal { _ = try await shop.invoke("set_class", ["POT-1", "ghost"]) }?.detail.contains("'ghost'")
                == true
        )
    }

    @Test(
        "Files bring classes: a name that there is none of is refused, an empty cell takes one away, and exports come back"
    )
    func files() async throws {
        let shop = try await ShippingShop.open()
        for code in ["bulky", "gas"] { try await shop.addClass(code) }
        let file = """
            slug,name,price,option.Size,shipping.class
            vase,Vase,1.00,S,bulky
            vase,,2.00,L,
            cup,Cup,1.00,,Gas
            jug,Jug,1.00,,

            """
        #expect(try await shop.importing(file).created == 3)
        #expect(try await shop.classes() == ["cup gas", "vase bulky"])
        let exported = try await shop.exported()
        #expect(exported.split(separator: "\r\n")[0].hasSuffix("shipping.class"))
        let again = try await shop.importing(exported)
        #expect(again.created == 0 && again.updated == 0 && again.losses.isEmpty, "\(again)")
        #expect(try await shop.exported() == exported)
        #expect(try await shop.classes() == ["cup gas", "vase bulky"])

        let failure = await #expect(throws: ImportFailure.self) {
            try await shop.importing("slug,name,price,shipping.class\ncup,Cup,1.00,bulky\njug,Jug,1.00,ghost\n")
        }
        #expect(failure?.report.problems.map(\.column) == ["shipping.class"])
        #expect(failure?.report.problems.map(\.line) == [3])
        #expect(try await shop.classes() == ["cup gas", "vase bulky"])
        _ = try await shop.importing("slug,name,price,shipping.class\ncup,Cup,1.00,\njug,Jug,1.00,bulky\n")
        #expect(try await shop.classes() == ["jug bulky", "vase bulky"])
        // Without the column nothing is said of classes.
        _ = try await shop.importing("slug,name,price\njug,Jug,2.00\n")
        #expect(try await shop.classes() == ["jug bulky", "vase bulky"])
    }

    @Test("More products than one question has are all given their classes")
    func manyRows() async throws {
        let shop = try await ShippingShop.open()
        try await shop.addClass("bulky")
        let rows = (1...600).map { "p-\($0),P \($0),1.00,\($0.isMultiple(of: 3) ? "bulky" : "")\n" }.joined()
        #expect(try await shop.importing("slug,name,price,shipping.class\n" + rows).created == 600)
        #expect(try await shop.classes().count == 200)
    }

    @Test("WooCommerce's files bring their classes with them")
    func wooCommerce() async throws {
        let shop = try await ShippingShop.open()
        try await shop.addClass("gas")
        let file = """
            Type,SKU,Name,Regular price,Shipping class
            simple,CUP-1,Cup,1.00,Bulky goods
            simple,JUG-1,Jug,1.00,GAS
            simple,TUB-1,Tub,1.00,bulky goods
            simple,BAG-1,Bag,1.00,

            """
        #expect(try await shop.importing(file).created == 4)
        #expect(try await shop.classes() == ["cup bulky-goods", "jug gas", "tub bulky-goods"])
        #expect(try await shop.shop.number("SELECT COUNT(*) FROM shipping_classes") == 2)
    }
}

extension ShippingShop {
    fileprivate func invoke(_ service: String, _ arguments: [JSONValue]) async throws -> JSONValue {
        try await shop.kernel.write(as: .system) { tx, context in
            try context.hooks.service("shipping.\(service)").call(arguments, in: HookCall(tx, context))
        }
    }

    fileprivate func importing(_ text: String) async throws -> ImportReport {
        let path = shop.files.folder + "/products.csv"
        try Data(text.utf8).write(to: URL(filePath: path))
        return try await ProductImport(shop.kernel).run(path, ImportOptions())
    }

    /// The whole catalogue as a file.
    fileprivate func exported() async throws -> String {
        try await shop.kernel.read(as: .system) { tx, context in
            let export = try ProductExport(in: tx, for: context)
            var text = export.header
            try tx.eachPage({ page in try ProductStore.list(ProductFilter(), by: .id, page, in: tx) }) { products in
                text += try export.lines(of: products, in: tx)
            }
            return text
        }
    }

    /// `SLUG CLASS` of each product that has one.
    fileprivate func classes() async throws -> [String] {
        try await shop.files.store.read { tx in
            try tx.query(
                """
                SELECT products.slug, shipping_classes.code FROM shipping_product_classes
                JOIN products ON products.id = product_id JOIN shipping_classes ON shipping_classes.id = class_id
                """
            ) { try $0.get(0, as: String.self) + " " + $0.get(1, as: String.self) }.sorted()
        }
    }
}
