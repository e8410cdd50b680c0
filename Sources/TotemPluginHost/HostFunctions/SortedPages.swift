internal import CTotem
internal import TotemKernel
internal import TotemStore

/// Pages of lists in the order of a column, and among equals of the id.
extension CallFrame {
    private static let largestKey = 1000

    func readSortedPage(_ key: totem_str, _ page: UnsafeMutablePointer<totem_sorted_page>?) -> totem_status {
        guard let request, var read = totem_sorted_page.read(page.map { UnsafePointer($0) }) else {
            return refuse(TOTEM_MISUSE, "only a route reads a page, into a totem_sorted_page that has its size")
        }
        guard let name = key.string(atMost: 100), !name.isEmpty else {
            return refuse(TOTEM_INVALID, "a page needs the name of the column that it is sorted by")
        }
        let wanted: PageRequest
        let cursor: Cursor?
        do throws(KernelError) {
            wanted = try pageRequest(request.request.query)
            cursor = try wanted.position(in: listName(by: name))
            read.is_first = cursor == nil
            read.id = try cursor?.integer(1) ?? 0
        } catch {
            return vetoFields(of: error)
        }
        read.limit = UInt32(wanted.limit)
        read.fetch = Int64(wanted.limit) + 1
        read.key_kind = totem_kind(TOTEM_NULL)
        read.key_i64 = 0
        read.key_str = totem_str(ptr: nil, len: 0)
        read.key_name = arena.put(name)
        if let cursor {
            if let number = try? cursor.integer(0) {
                read.key_kind = totem_kind(TOTEM_INTEGER)
                read.key_i64 = number
            } else if let text = try? cursor.text(0) {
                read.key_kind = totem_kind(TOTEM_TEXT)
                read.key_str = arena.put(text)
            }
        }
        return read.write(to: page) ? HostTable.ok : HostTable.misuse
    }

    func respondSortedPage(
        _ statement: UnsafeMutablePointer<totem_stmt>?,
        _ page: UnsafePointer<totem_sorted_page>?
    ) -> totem_status {
        guard let handle = OpenStatement.of(statement) else { return HostTable.misuse }
        guard let page = totem_sorted_page.read(page), let name = page.key_name.string(atMost: 100) else {
            return refuse(TOTEM_INVALID, "a page is answered with what totem_sorted_page_read has filled")
        }
        let place = (0..<handle.columnCount).first { column in handle.name(of: column).prefix { $0 != ":" } == name }
        guard let place else { return refuse(TOTEM_INVALID, "a page needs the column '\(name)' that it is sorted by") }
        return respondPage(handle, Int(page.limit)) { id in
            guard let key = self.key(handle, place) else { return nil }
            return Cursor(self.listName(by: name), [key, .integer(id)])
        }
    }

    /// The value that the next page goes on behind; nil, with the reason kept, when there is none.
    private func key(_ handle: OpenStatement, _ column: Int32) -> Cursor.Value? {
        switch Int(handle.kind(column)) {
        case TOTEM_INTEGER:
            return .integer(handle.integer(column))
        case TOTEM_TEXT:
            if let text = handle.text(column).exactString(atMost: Self.largestKey) { return .text(text) }
            lastError = "a text that a page is sorted by has at most \(Self.largestKey) bytes"
        default:
            lastError = "what a page is sorted by is an integer or a text, and never NULL"
        }
        return nil
    }

    private func listName(by key: String) -> String { "\(listName)/\(key)" }
}
