public import TotemStore

/// A view through which plugins read a table of the core, `v1_orders` for the permission "orders". Each feature declares
/// those of its tables beside them. The columns of version 1 stay what they are whatever becomes of the tables;
/// docs/plugin-views.md lists them.
struct CoreView: Sendable {
    /// What a manifest's `permissions.read` names; of people's data, the view alone.
    let name: String
    let table: String
    let columns: [String]
    /// Whether it tells who bought: then it comes with ``PluginAction/customersRead``, and by no other way.
    let isOfPeople: Bool

    static func granted(_ name: String, columns: [String]) -> CoreView {
        CoreView(name: name, table: name, columns: columns, isOfPeople: false)
    }

    static func people(_ name: String, of table: String, columns: [String]) -> CoreView {
        CoreView(name: name, table: table, columns: columns, isOfPeople: true)
    }

    static func people(_ name: String, columns: [String]) -> CoreView { people(name, of: name, columns: columns) }

    var viewName: String { "v1_" + name }

    var sql: String { "CREATE VIEW \(viewName) AS SELECT \(columns.joined(separator: ", ")) FROM \(table);" }

    fileprivate var entry: ViewCatalogue.View {
        let permission =
            isOfPeople
            ? "permissions.do: [\"\(PluginAction.customersRead.rawValue)\"]" : "permissions.read: [\"\(name)\"]"
        return ViewCatalogue.View(viewName, of: table, columns: columns, permission: permission)
    }
}

/// What plugins can read of the core.
public enum CoreViews {
    static let all: [CoreView] =
        UsersSchema.views + CatalogSchema.views + InventorySchema.views + CartsSchema.views + OrdersSchema.views
        + PaymentsSchema.views + FulfilmentSchema.views

    static let sql = all.map(\.sql).joined(separator: "\n")

    public static let catalogue = ViewCatalogue(
        all.map(\.entry),
        referable: ["products", "product_variants", "orders", "users"],
        indexes: ["product_search_index"]
    )

    /// What `permissions.read` can name.
    public static let readable: Set<String> = Set(all.filter { !$0.isOfPeople }.map(\.name))

    /// Of the rest, which are people's.
    public static let ofPeople: Set<String> = Set(all.filter(\.isOfPeople).map(\.name))

    /// The views that permissions grant.
    public static func names(for permissions: PluginPermissions) -> Set<String> {
        let isOpen = permissions.may(.customersRead)
        return Set(all.filter { $0.isOfPeople ? isOpen : permissions.read.contains($0.name) }.map(\.viewName))
    }
}
