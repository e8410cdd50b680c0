internal import CTotem
internal import CTotemIsolation
internal import TotemStore

/// Rows that a plugin in a process of its own was sent ahead, and has not taken when the host goes on with its statement.
extension OpenStatement {
    /// No plugin that is in its right mind has taken less of what it was sent.
    private static let mostRows = 256

    /// - Parameter cells: of the next row; without an address: that is all, and the rows have ended with `end`, unless that is a row.
    func giveBack(_ cells: UnsafeBufferPointer<totem_remote_cell>, _ end: totem_status) {
        if cells.baseAddress != nil {
            let row = cells.map { SQLValue($0) }
            guard givenBack.count + comingBack.count < Self.mostRows, hold(row.byteCount) else { return }
            return comingBack.append(.row(row))
        }
        // What has ended has nothing behind it.
        givenBack = end == TOTEM_ROW ? comingBack + givenBack : comingBack + [.end(end)]
        comingBack = []
    }
}

extension SQLValue {
    /// It comes from the plugin: a text that is none is a blob, which can't be written as JSON.
    fileprivate init(_ cell: totem_remote_cell) {
        switch Int(cell.kind) {
        case TOTEM_INTEGER: self = .integer(cell.i)
        case TOTEM_REAL: self = .real(cell.d)
        case TOTEM_TEXT: self = cell.text.exactString(atMost: 16 << 20).map { .text($0) } ?? .blob([])
        case TOTEM_BLOB: self = .blob([])
        default: self = .null
        }
    }
}
