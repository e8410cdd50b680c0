import Foundation
import Testing
import TotemKernel

@Suite("The borders of features")
struct FeatureBordersTests {
    /// A feature that names another's table in its SQL, and why that is better than a function of the other.
    private static let exceptions: [String: String] = [
        "Carts: products": "a line is priced by the join that finds what it holds, in one statement for the whole cart",
        "Carts: product_variants": "as of products",
        "Inventory: products": "stock is taken by one conditional update, guarded by the row that it is the stock of",
        "Inventory: product_variants":
            "the sum over warehouses is kept there, by the statement that changes a warehouse's",
        "Orders: carts": "an order claims its cart by one conditional update, which is what makes it be placed once",
        "Orders: cart_codes": "what was entered in the cart that an order came from, by the order's own column",
        "Orders: refunds": "a report adds them up by the order's currency and lines, in one statement for all its days",
        "Orders: refund_lines": "as of refunds",
        "Orders: refund_payments": "as of refunds: whether what was given back was ever of the order",
        "Orders: payments": "as of refund_payments",
        "Settings: products": "a change of currency is refused by whatever has an amount, in one statement",
        "Settings: orders": "as of products",
    ]

    @Test("A feature's tables are named in the SQL of that feature alone, but for what is listed here")
    func tables() throws {
        let files = try sources()
        #expect(files.count > 80)
        let owners = files.reduce(into: [String: String]()) { owners, file in
            for match in file.text.matches(of: #/CREATE TABLE ([a-z_]+)/#) { owners[String(match.1)] = file.feature }
        }
        #expect(Set(owners.keys).union(["schema_versions"]) == CoreSchema.tables)
        var found: [String: Set<String>] = [:]
        for file in files {
            for match in file.text.matches(of: #/\b(?:FROM|JOIN|INTO|UPDATE)\s+([a-z_]+)/#) {
                let table = String(match.1)
                guard let owner = owners[table], owner != file.feature else { continue }
                found["\(file.feature): \(table)", default: []].insert(file.name)
            }
        }
        for (border, names) in found where Self.exceptions[border] == nil {
            Issue.record(
                "\(border), in \(names.sorted().joined(separator: ", ")): ask a function of the table's feature"
            )
        }
        #expect(Set(Self.exceptions.keys).subtracting(found.keys) == [], "exceptions that nothing needs")
    }

    private struct Source {
        let name: String
        /// The folder that the file is in.
        let feature: String
        let text: String
    }

    private func sources() throws -> [Source] {
        let kernel = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/TotemKernel").standardizedFileURL
        let paths = FileManager.default.enumerator(atPath: kernel.path)?.compactMap { $0 as? String } ?? []
        return try paths.filter { $0.hasSuffix(".swift") }.map { path in
            let parts = path.split(separator: "/").map(String.init)
            return Source(
                name: parts[parts.count - 1],
                feature: parts.count > 1 ? parts[0] : "",
                text: try String(contentsOf: kernel.appending(path: path), encoding: .utf8)
            )
        }
    }
}
