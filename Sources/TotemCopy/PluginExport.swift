import FoundationEssentials
public import TotemKernel
public import TotemStore

/// All that a plugin has in the store, as JSON values: what it is and how it is set, then each row of its tables.
public struct PluginExport {
    private let tables: [TableShape]
    private let tx: Transaction

    /// - Parameter tables: those of its manifest. What is not there yet is left out.
    public init(of tables: Set<String>, in tx: Transaction) throws {
        self.tables = try tx.inspection().tables().filter { tables.contains($0.name) }
        self.tx = tx
    }

    /// The first value.
    public func head(_ plugin: PluginInfo) -> JSONValue {
        .object([
            "plugin": .string(plugin.name), "version": .string(plugin.version), "is_active": .boolean(plugin.isActive),
            "settings": plugin.settings, "tables": .array(tables.map { .string($0.name) }),
        ])
    }

    /// Every row, in the order of its table's key: `{"table": "coupons", "row": {…}}`. A page of them is in memory at a time.
    public func eachRow(_ body: (JSONValue) throws -> Void) throws {
        for table in tables {
            var key: RowKey?
            repeat {
                let page = try table.key.isEmpty ? wholePage(of: table) : page(of: table, after: key)
                for row in page.rows { try body(Self.json(row, of: page.columns, table.name)) }
                key = page.next
            } while key != nil
        }
    }

    private typealias Page = (rows: [[SQLValue]], columns: [String], next: RowKey?)

    private func page(of table: TableShape, after key: RowKey?) throws -> Page {
        let page = try RowPage(of: table, after: key, with: tx.inspection())
        return (page.rows, page.columns, page.isLast ? nil : page.lastKey)
    }

    /// Without a key, there is no place to go on from.
    private func wholePage(of table: TableShape) throws -> Page {
        let columns = table.columnNames
        var rows: [[SQLValue]] = []
        try tx.inspection().run(TableText(table).all(of: columns), []) { statement in
            rows.append(try RowPage.row(of: statement, columns, table.name))
            return true
        }
        return (rows, columns, nil)
    }

    private static func json(_ row: [SQLValue], of columns: [String], _ table: String) -> JSONValue {
        let members = Dictionary(zip(columns, row.map(json))) { first, _ in first }
        return .object(["table": .string(table), "row": .object(members)])
    }

    private static func json(_ value: SQLValue) -> JSONValue {
        switch value {
        case .null: .null
        case .integer(let number): .integer(number)
        case .real(let number): number.isFinite ? .number(number) : .string(number.description)
        case .text(let text): .string(text)
        case .blob(let bytes): .object(["base64": .string(Data(bytes).base64EncodedString())])
        }
    }
}
