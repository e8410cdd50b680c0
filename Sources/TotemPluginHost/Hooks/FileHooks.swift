internal import CTotem
internal import TotemKernel

/// The hooks of files that are imported or exported.
extension ImportRows: HostedHook {
    static var point: HookPoint { .importRows }

    func begin(in payloads: Payloads) -> (payload: UnsafeRawPointer, effects: RowEffects) {
        let shown = payloads.put(rows, columns, of: kind)
        let payload = payloads.put(kind, format: format, isDryRun: isDryRun, shown)
        return (payload, RowEffects(rows, columns, shown, payloads))
    }

    func answer(_ effects: RowEffects) -> [CellText] { effects.changes }
}

extension ExportRows: HostedHook {
    static var point: HookPoint { .exportRows }

    func begin(in payloads: Payloads) -> (payload: UnsafeRawPointer, effects: RowEffects) {
        let shown = payloads.put(rows, columns, of: kind)
        let payload = payloads.put(kind, format: nil, isDryRun: false, shown)
        return (payload, RowEffects(rows.count, own))
    }

    func answer(_ effects: RowEffects) -> [CellText] { effects.changes }
}

extension ExportColumn {
    /// The columns for files of one kind among what a manifest says.
    static func columns(of kind: FileKind, in writes: [String]) -> [String] {
        writes.compactMap { parts(of: $0) }.filter { $0.kind == kind }.map(\.name)
    }

    /// What `products.points` names; nil for what names no column.
    static func parts(of text: String) -> (kind: FileKind, name: String)? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let kind = FileKind(rawValue: String(parts[0])), (1...60).contains(parts[1].utf8.count),
            parts[1].utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F })
        else { return nil }
        return (kind, String(parts[1]))
    }
}

extension FileKind {
    private static let ofPeople: Set<String> = ["email", "first_name", "last_name", "phone_number", "note"]
    private static let ofAddresses: Set<String> = [
        "first_name", "last_name", "company", "phone", "tax_id", "address_line1", "address_line2",
    ]

    /// Whether a column of such files tells who somebody is.
    fileprivate func tellsPeople(in column: String) -> Bool {
        guard self != .products else { return false }
        if Self.ofPeople.contains(column) { return true }
        return ["shipping_", "billing_"].contains { kind in
            column.hasPrefix(kind) && Self.ofAddresses.contains(String(column.dropFirst(kind.count)))
        }
    }
}

/// A row as plugins see it, with its cells.
struct ShownRow {
    let raw: UnsafePointer<totem_file_row>
    let cells: [UnsafePointer<totem_cell>]
}

extension Payloads {
    fileprivate func put(_ rows: [FileRow], _ columns: [String], of kind: FileKind) -> [ShownRow] {
        let names = columns.map { (text: put($0), tellsPeople: kind.tellsPeople(in: $0)) }
        let nothing = put("")
        return rows.map { row in
            let cells = zip(names, row.cells).map { name, cell in
                let text = name.tellsPeople ? putOfPeople(cell) : put(cell)
                var raw = totem_cell()
                raw.size = UInt32(MemoryLayout<totem_cell>.size)
                raw.column = name.text
                raw.text = text
                return name.tellsPeople ? putOfPeople(raw) { $0.text = $1 ? text : nothing } : put(raw)
            }
            var raw = totem_file_row()
            raw.size = UInt32(MemoryLayout<totem_file_row>.size)
            raw.id = row.id ?? 0
            raw.line = Int64(row.line)
            raw.cells = putAll(cells)
            raw.cell_count = cells.count
            return ShownRow(raw: put(raw), cells: cells)
        }
    }

    fileprivate func put(
        _ kind: FileKind,
        format: String?,
        isDryRun: Bool,
        _ rows: [ShownRow]
    ) -> UnsafeRawPointer {
        var event = totem_rows_event()
        event.size = UInt32(MemoryLayout<totem_rows_event>.size)
        event.kind = put(kind.rawValue)
        event.format = put(format)
        event.dry_run = isDryRun
        event.rows = putAll(rows.map(\.raw))
        event.row_count = rows.count
        return UnsafeRawPointer(put(event))
    }
}
