internal import CTotem
internal import TotemKernel

/// What plugins have put into cells so far: of the file's own columns, where the next plugin sees it, or of columns that are each
/// plugin's.
final class RowEffects: HookEffects {
    /// Bytes of a cell.
    static let largestText = 16 * 1024

    private struct Place: Hashable {
        let row: Int
        let column: Int
    }

    /// The file's own columns by their names; empty in an export.
    private let columns: [String: Int]
    /// Those of plugins; empty in an import.
    private let own: [ExportColumn]
    fileprivate let rowCount: Int
    private var texts: [Place: String] = [:]
    /// What was there before the plugin's turn, of what it has set.
    private var textsBefore: [Place: String?] = [:]
    /// Of an import: its rows, and what shows them.
    private let rows: [FileRow]
    private let shown: [ShownRow]
    private let payloads: Payloads?

    /// Of an import.
    init(_ rows: [FileRow], _ columns: [String], _ shown: [ShownRow], _ payloads: Payloads) {
        // Of two columns of one name the first is read.
        self.columns = Dictionary(zip(columns, 0...)) { first, _ in first }
        own = []
        rowCount = rows.count
        self.rows = rows
        self.shown = shown
        self.payloads = payloads
    }

    /// Of an export.
    init(_ rowCount: Int, _ own: [ExportColumn]) {
        columns = [:]
        self.own = own
        self.rowCount = rowCount
        rows = []
        shown = []
        payloads = nil
    }

    var changes: [CellText] {
        texts.map { CellText(row: $0.row, column: $0.column, text: $1) }
            .sorted { ($0.row, $0.column) < ($1.row, $1.column) }
    }

    func endTurn(_ turn: HookTurnOutcome) -> Bool {
        if !turn.ran {
            for (place, text) in textsBefore {
                texts[place] = text
                show(text ?? original(place), at: place)
            }
        }
        textsBefore = [:]
        return true
    }

    /// The place of a column that the plugin may set; nil when there is none such.
    fileprivate func column(_ name: String, of plugin: String) -> Int? {
        own.isEmpty ? columns[name] : own.firstIndex(of: ExportColumn(plugin: plugin, name: name))
    }

    fileprivate func set(_ text: String, row: Int, column: Int) {
        let place = Place(row: row, column: column)
        if textsBefore[place] == nil { textsBefore[place] = .some(texts[place]) }
        texts[place] = text
        show(text, at: place)
    }

    private func original(_ place: Place) -> String {
        rows.indices.contains(place.row) ? rows[place.row].cells[place.column] : ""
    }

    private func show(_ text: String, at place: Place) {
        guard let payloads, shown.indices.contains(place.row) else { return }
        let text = payloads.put(text)
        payloads.edit(shown[place.row].cells[place.column]) { $0.text = text }
    }
}

extension CallFrame {
    func setColumn(_ row: Int64, _ column: totem_str, _ raw: totem_str) -> totem_status {
        guard let cells = effects(.setColumn, RowEffects.self) else { return HostTable.misuse }
        guard row >= 0, row < cells.rowCount else { return refuse(TOTEM_INVALID, "there is no row \(row)") }
        guard let name = column.string(atMost: 200), let column = cells.column(name, of: plugin.name) else {
            return refuse(TOTEM_NOT_FOUND, missing(column.string(atMost: 200) ?? ""))
        }
        guard raw.fits(RowEffects.largestText) else {
            return refuse(TOTEM_LIMIT, "a cell has at most \(RowEffects.largestText) bytes")
        }
        guard let text = raw.string(atMost: RowEffects.largestText), !text.utf8.contains(0) else {
            return refuse(TOTEM_INVALID, "a cell is UTF-8 without NUL")
        }
        if let refusal = refuseToReplace(raw) { return refusal }
        cells.set(text, row: Int(row), column: column)
        return HostTable.ok
    }

    private func missing(_ column: String) -> String {
        place.point == .importRows
            ? "the file has no column '\(column)'"
            : "it has no column '\(column)' in this file; name it under \"writes\" of export.rows in plugin.json, as \"products.points\""
    }
}
