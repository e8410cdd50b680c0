import Foundation
import Testing
import TotemImport
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Plugins have their say about the rows of files")
struct FileHookTests {
    /// Keeps points of products, which it takes from files and gives to them.
    private static func points() -> CPlugin {
        var plugin = CPlugin("loyalty")
        plugin.manifest = [
            "tables": ["loyalty_points"],
            "hooks": [
                "import.rows": ["budget_ms": 5000],
                "export.rows": ["writes": ["products.points", "orders.points"], "budget_ms": 5000],
            ],
        ]
        plugin.migrations = [
            "1.0.0-points.sql": """
            CREATE TABLE loyalty_points (
              product_id INTEGER PRIMARY KEY REFERENCES products (id) ON DELETE CASCADE, points TEXT NOT NULL
            ) STRICT;
            """
        ]
        plugin.hooks = [
            "import.rows": """
            for (size_t i = 0; i < event->row_count; i++) {
              const totem_file_row *row = event->rows[i];
              totem_str points = totem_cell_text(row, "loyalty.points");
              if (totem_equal(points, TOTEM_STR("-1"))) {
                char field[64];
                snprintf(field, sizeof field, "rows[%zu].loyalty.points", i);
                totem_veto_field(call, field, TOTEM_STR("must not be below 0"));
              }
              if (row->id == 0 || points.len == 0) continue;
              totem_stmt *put;
              totem_status status = totem_prepare(call,
                "INSERT INTO loyalty_points (product_id, points) VALUES ($1, $2) "
                "ON CONFLICT (product_id) DO UPDATE SET points = $2", &put);
              if (status != TOTEM_OK) return status;
              totem_bind_i64(put, 1, row->id);
              totem_bind_str(put, 2, points);
              if ((status = totem_step(put)) != TOTEM_DONE) return status;
            }
            """,
            "export.rows": """
            if (totem_set_column(call, 0, "nowhere", TOTEM_STR("x")) != TOTEM_NOT_FOUND) return TOTEM_ERROR;
            if (totem_set_column(call, (int64_t)event->row_count, "points", TOTEM_STR("x")) != TOTEM_INVALID)
              return TOTEM_ERROR;
            for (size_t i = 0; i < event->row_count; i++) {
              totem_stmt *rows;
              totem_status status = totem_prepare(call, "SELECT points FROM loyalty_points WHERE product_id = $1", &rows);
              if (status != TOTEM_OK) return status;
              totem_bind_i64(rows, 1, event->rows[i]->id);
              if (totem_step(rows) != TOTEM_ROW) continue;
              status = totem_set_column(call, (int64_t)i, "points", totem_column_str(rows, 0));
              if (status != TOTEM_OK) return status;
            }
            """,
        ]
        return plugin
    }

    @Test("What an export has of a plugin comes back: imported again it changes nothing, elsewhere it makes the same")
    func roundTrip() async throws {
        let shop = try await PluginShop.open()
        try Self.points().build(in: shop.folder)
        try await shop.enable("loyalty")
        let first = try await shop.importing(
            "slug,name,price,option.Size,loyalty.points\npot,Pot,1.00,S,=7\npot,,2.00,L,\nmug,Mug,3.00,,8\n"
        )
        #expect(first.created == 2 && first.losses.isEmpty, "\(first)")
        #expect(try await shop.points() == ["8", "=7"])
        let file = try await shop.exported()
        #expect(file.split(separator: "\r\n")[0].hasSuffix(",loyalty.points"))
        #expect(file.contains(",'=7\r\n") && file.contains(",8\r\n"))

        let again = try await shop.importing(file)
        #expect(again.created == 0 && again.updated == 0 && again.losses.isEmpty, "\(again)")
        #expect(try await shop.exported() == file)

        let other = try await PluginShop.open()
        try Self.points().build(in: other.folder)
        try await other.enable("loyalty")
        _ = try await other.importing(file)
        #expect(try await other.exported() == file)
        #expect(try await other.points() == ["8", "=7"])
    }

    @Test("A dry run and a refused file keep nothing of what a plugin writes; a refusal names line and column")
    func refused() async throws {
        let shop = try await PluginShop.open()
        try Self.points().build(in: shop.folder)
        try await shop.enable("loyalty")
        let file = "slug,name,price,loyalty.points\npot,Pot,1.00,7\nmug,Mug,3.00,-1\njug,Jug,3.00,9\n"
        let failure = await #expect(throws: ImportFailure.self) { try await shop.importing(file) }
        #expect(failure?.report.problems.map(\.line) == [3])
        #expect(failure?.report.problems.map(\.column) == ["loyalty.points"])
        #expect(failure?.report.problems.map(\.message) == ["must not be below 0"])
        #expect(try await shop.points().isEmpty)
        let dry = try await shop.importing(file, isDryRun: true, skipsBadRows: true)
        #expect(dry.created == 2 && dry.skipped == 1)
        #expect(try await shop.points().isEmpty)
        let rest = try await shop.importing(file, skipsBadRows: true)
        #expect(rest.created == 2 && rest.skipped == 1)
        #expect(try await shop.points() == ["7", "9"])
    }

    @Test("Cells that a plugin sets are what is imported, of every kind of file, and the next plugin sees them")
    func setting() async throws {
        let shop = try await PluginShop.open()
        for (name, body) in [("one", "\"5.00\""), ("two", "NULL")] {
            var plugin = CPlugin(name)
            plugin.hooks = [
                "import.rows": """
                for (size_t i = 0; i < event->row_count; i++) {
                  const char *columns[] = {"price", "Variant Price", "Regular price"};
                  for (int c = 0; c < 3; c++) {
                    totem_str seen = totem_cell_text(event->rows[i], columns[c]);
                    if (seen.ptr == NULL) continue;
                    const char *text = \(body);
                    if (text == NULL) {
                      if (!totem_equal(seen, TOTEM_STR("5.00"))) return TOTEM_ERROR;
                      text = "5.25";
                    }
                    if (totem_set_column(call, (int64_t)i, columns[c], totem_text(text)) != TOTEM_OK) return TOTEM_ERROR;
                  }
                  if (totem_set_column(call, (int64_t)i, "nowhere", TOTEM_STR("")) != TOTEM_NOT_FOUND) return TOTEM_ERROR;
                }
                """
            ]
            try plugin.build(in: shop.folder)
            try await shop.enable(name)
        }
        let files = [
            "totem": "slug,name,price\nvase,Vase,1.00\n",
            "shopify": "Handle,Title,Variant Price\nbowl,Bowl,1.00\n",
            "woocommerce": "Type,SKU,Name,Regular price\nsimple,CUP-1,Cup,1.00\n",
        ]
        for (_, file) in files.sorted(by: { $0.key < $1.key }) {
            let report = try await shop.importing(file)
            #expect(report.created == 1, "\(report)")
            #expect(try await shop.importing(file).unchanged == 1)
        }
        let prices = try await shop.files.store.read { tx in
            try tx.query("SELECT price FROM products WHERE slug IN ('vase', 'bowl', 'cup')") { row in
                try row.get(0, as: Int64.self)
            }
        }
        #expect(prices == [525, 525, 525])
    }

    @Test("Rows come by 250, and a no that names none is found out")
    func manyRows() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("strict")
        plugin.hooks = [
            "import.rows": """
            if (event->row_count == 0 || event->row_count > 250) return TOTEM_ERROR;
            for (size_t i = 0; i < event->row_count; i++)
              if (totem_equal(totem_cell_text(event->rows[i], "slug"), TOTEM_STR("p-333")))
                return totem_veto(call, "no-such", TOTEM_STR("That one is not for sale."));
            """
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("strict")
        let rows = (1...600).map { "p-\($0),P \($0),1.00\n" }.joined()
        let report = try await shop.importing("slug,name,price\n" + rows, skipsBadRows: true)
        #expect(report.created == 599 && report.problems.map(\.line) == [334], "\(report.problems)")
        #expect(report.problems.first?.message.contains("not for sale") == true)
    }

    @Test("A column that is written wrong in the manifest is refused, with how it is written")
    func badColumn() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("loyalty")
        plugin.hooks = ["export.rows": ""]
        plugin.manifest = ["hooks": ["export.rows": ["writes": ["points"]]]]
        try plugin.build(in: shop.folder)
        let refused = await refusal { try await shop.enable("loyalty") }
        #expect(refused?.detail.contains("products.points") == true, "\(refused?.detail ?? "")")
    }
}

extension PluginShop {
    fileprivate func importing(
        _ text: String,
        isDryRun: Bool = false,
        skipsBadRows: Bool = false
    ) async throws -> ImportReport {
        let path = files.folder + "/products.csv"
        try Data(text.utf8).write(to: URL(filePath: path))
        let options = ImportOptions(isDryRun: isDryRun, skipsBadRows: skipsBadRows)
        return try await ProductImport(kernel).run(path, options)
    }

    /// The whole catalogue as a file.
    fileprivate func exported() async throws -> String {
        try await kernel.read(as: .system) { tx, context in
            let export = try ProductExport(in: tx, for: context)
            var text = export.header
            try tx.eachPage({ page in try ProductStore.list(ProductFilter(), by: .id, page, in: tx) }) { products in
                text += try export.lines(of: products, in: tx)
            }
            return text
        }
    }

    fileprivate func points() async throws -> [String] {
        try await files.store.read { tx in
            try tx.query("SELECT points FROM loyalty_points") { try $0.get(0, as: String.self) }.sorted()
        }
    }
}
