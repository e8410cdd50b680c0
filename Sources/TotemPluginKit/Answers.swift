internal import CTotem

/// Which rows of a list come first.
public enum PageOrder: UInt32, Sendable {
    case oldestFirst = 0
    case newestFirst = 1
}

/// What a page's statement is bound to.
public struct PageBounds {
    /// The id that rows come after, in the page's order.
    public let after: Int64
    /// How many rows to read: one more than are shown, to know whether there are more.
    public let limit: Int64
}

/// Answers of routes. A column named `"is_active:bool"`, `"created_at:time"` or `"notes:json"` is written as that.
extension Call {
    /// Answers without a body: 204.
    public func respondNothing() throws {
        try HostError.check(Text.with("") { totem_respond(raw, 204, $0) })
    }

    /// Answers with JSON text.
    public func respond(_ status: Int32 = 200, json: String) throws {
        try HostError.check(Text.with(json) { totem_respond(raw, status, $0) })
    }

    /// Answers with bytes that are no JSON.
    /// - Parameters:
    ///   - type: their Content-Type.
    ///   - fileName: what a browser saves them as; nil: it shows them.
    public func respond(_ status: Int32 = 200, type: String, fileName: String? = nil, bytes: [UInt8]) throws {
        try HostError.check(
            type.withCString { type in
                Text.with(fileName) { name in
                    Text.with(bytes: bytes) { totem_respond_bytes(raw, status, type, name, $0) }
                }
            }
        )
    }

    /// Sends the client to another address, with 302, 303, 307 or 308.
    public func redirect(to url: String, status: Int32 = 303) throws {
        try HostError.check(Text.with(url) { totem_redirect(raw, status, $0) })
    }

    /// Answers with the statement's row as an object; 404 when there is none.
    public func respondRow(_ status: Int32 = 200, _ sql: StaticString, _ parameters: any SQLParameter...) throws {
        try HostError.check(totem_respond_row(raw, status, try start(sql, parameters)))
    }

    /// The same with columns that other statements have, too.
    public func respondRow(_ status: Int32 = 200, _ fragment: SQLFragment) throws {
        try HostError.check(totem_respond_row(raw, status, try start(fragment)))
    }

    /// Answers with a page of rows. The statement is `… WHERE id < $1 … ORDER BY id DESC LIMIT $2`, or `id > $1` and `ORDER BY id`
    /// for the oldest first, with its own parameters from `$3` on. Rows that an answer of 1 MiB has no room for come with the next page.
    public func respondPage(
        order: PageOrder = .newestFirst,
        _ sql: StaticString,
        _ parameters: any SQLParameter...
    ) throws {
        try respondPage(order) { page in try start(sql, [page.after, page.limit] + parameters) }
    }

    /// The same with columns that other statements have, too: `"\(columns) WHERE id < \(page.after) … LIMIT \(page.limit)"`.
    public func respondPage(order: PageOrder = .newestFirst, _ fragment: (PageBounds) throws -> SQLFragment) throws {
        try respondPage(order) { page in try start(try fragment(page)) }
    }

    private func respondPage(
        _ order: PageOrder,
        _ start: (PageBounds) throws -> UnsafeMutablePointer<totem_stmt>
    ) throws {
        var page = totem_page()
        page.size = UInt32(MemoryLayout<totem_page>.size)
        try HostError.check(totem_page_read(raw, order.rawValue, &page))
        let statement = try start(PageBounds(after: page.after, limit: page.fetch))
        try HostError.check(totem_respond_page(raw, statement, &page))
    }

    /// Answers with a page of rows in the order of a column, which is never NULL, and of the id among equals. The statement is
    /// `… WHERE ($1 = 1 OR (title, id) > ($2, $3)) … ORDER BY title, id LIMIT $4` with its own parameters from `$5` on.
    public func respondPage(
        by key: StaticString,
        _ sql: StaticString,
        _ parameters: any SQLParameter...
    ) throws {
        var page = totem_sorted_page()
        page.size = UInt32(MemoryLayout<totem_sorted_page>.size)
        try HostError.check(totem_sorted_page_read(raw, Text.pointer(key), &page))
        let nulls: [Int64?] = [nil, nil, nil, nil]
        let statement = try start(sql, nulls + parameters)
        try HostError.check(totem_bind_page(statement, 1, &page))
        try HostError.check(totem_respond_sorted_page(raw, statement, &page))
    }
}
