internal import CTotem
internal import TotemKernel
internal import TotemStore

/// A route's answer: JSON text, a row, a page of rows, bytes, or another address.
extension CallFrame {
    private static let largestAnswer = 1 << 20

    func readPage(_ order: UInt32, _ page: UnsafeMutablePointer<totem_page>?) -> totem_status {
        guard let request, var read = totem_page.read(page.map { UnsafePointer($0) }) else {
            return refuse(TOTEM_MISUSE, "only a route reads a page, into a totem_page that has its size")
        }
        do {
            let request = try pageRequest(request.request.query)
            let first: Int64 = order == UInt32(TOTEM_DESCENDING) ? .max : 0
            read.limit = UInt32(request.limit)
            read.fetch = Int64(request.limit) + 1
            read.after = try request.position(in: listName)?.integer(0) ?? first
            return read.write(to: page) ? HostTable.ok : HostTable.misuse
        } catch {
            return vetoFields(of: error)
        }
    }

    /// - Throws: ``KernelError`` naming what is wrong with `limit`.
    func pageRequest(_ query: [String: String]) throws(KernelError) -> PageRequest {
        let limitText = query["limit"].flatMap { $0.isEmpty ? nil : $0 }
        let limit = limitText.flatMap { Int64(canonical: $0) }.map { Int($0) }
        if let limitText, limit == nil { throw .invalid("limit", "must be a whole number, not '\(limitText)'") }
        return try PageRequest(limit: limit, cursor: query["cursor"].flatMap { $0.isEmpty ? nil : $0 })
    }

    func respond(_ status: Int32, _ json: totem_str) -> totem_status {
        guard json.fits(Self.largestAnswer) else { return refuse(TOTEM_LIMIT, "an answer has at most 1 MiB") }
        guard let text = json.string(atMost: Self.largestAnswer) else {
            return refuse(TOTEM_INVALID, "an answer must be UTF-8")
        }
        let hasNoBody = status == 204 || status == 205
        guard text.isEmpty == hasNoBody else {
            return refuse(TOTEM_INVALID, "an answer has JSON, unless its status is 204 or 205")
        }
        if hasNoBody { return answer(status, nil) }
        do {
            return answer(status, try JSONValue(text: text))
        } catch {
            return refuse(TOTEM_INVALID, "an answer must be JSON: \(error)")
        }
    }

    /// - Parameter fileName: no text: a browser shows it.
    func respond(_ status: Int32, type: totem_str, fileName: totem_str, _ bytes: totem_str) -> totem_status {
        guard let type = type.string(atMost: 100), type.contains("/"), Self.isPrintable(type) else {
            return refuse(TOTEM_INVALID, "a type is at most 100 characters, such as text/csv; charset=utf-8")
        }
        let name = fileName.string(atMost: 100)
        guard fileName.ptr == nil || name.map(Self.isFileName) == true else {
            return refuse(TOTEM_INVALID, "a file's name is 1 to 100 letters, digits, blanks, '-', '_' and '.'")
        }
        guard bytes.fits(Self.largestAnswer) else { return refuse(TOTEM_LIMIT, "an answer has at most 1 MiB") }
        guard let start = bytes.ptr, bytes.len > 0 else { return refuse(TOTEM_INVALID, "an answer of bytes has some") }
        let body = Array(UnsafeRawBufferPointer(start: start, count: bytes.len))
        return answer(status, PluginResponse.Content(body, type: type, fileName: name))
    }

    func redirect(_ status: Int32, _ url: totem_str) -> totem_status {
        guard [302, 303, 307, 308].contains(status) else {
            return refuse(TOTEM_INVALID, "a client is sent elsewhere with 302, 303, 307 or 308")
        }
        let prefixes = ["https://", "http://", "/"]
        guard let url = url.string(atMost: 2000), Self.isPrintable(url), !url.contains(" "), !url.hasPrefix("//"),
            prefixes.contains(where: url.hasPrefix)
        else {
            return refuse(TOTEM_INVALID, "an address begins with https://, http:// or one '/', and has no blanks")
        }
        return give(PluginResponse(status: Int(status), content: nil, location: url))
    }

    private static func isPrintable(_ text: String) -> Bool { text.utf8.allSatisfy { (0x20...0x7E).contains($0) } }

    private static func isFileName(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || " -_.".utf8.contains(byte)
            }
    }

    func respondRow(_ status: Int32, _ statement: UnsafeMutablePointer<totem_stmt>?) -> totem_status {
        guard let handle = OpenStatement.of(statement) else { return HostTable.misuse }
        let step = handle.step()
        guard step >= 0 else { return step }
        guard step == TOTEM_ROW else {
            veto = Veto(status: 404, code: "not-found", message: "There is nothing by that id.", fields: [])
            return totem_status(TOTEM_VETO)
        }
        guard let row = row(of: handle) else { return totem_status(TOTEM_INVALID) }
        // A statement that writes takes effect only when it has run to its end.
        while handle.step() == TOTEM_ROW {}
        return answer(status, .object(row))
    }

    func respondPage(
        _ statement: UnsafeMutablePointer<totem_stmt>?,
        _ page: UnsafePointer<totem_page>?
    ) -> totem_status {
        guard let handle = OpenStatement.of(statement) else { return HostTable.misuse }
        guard let page = totem_page.read(page) else {
            return refuse(TOTEM_INVALID, "a page needs its size: totem_page page = {.size = sizeof page}")
        }
        return respondPage(handle, Int(page.limit)) { id in Cursor(self.listName, [.integer(id)]) }
    }

    /// - Parameters:
    ///   - limit: rows of a page; one more that is there says that there is another page.
    ///   - cursor: the place behind the current row, by its id; nil, with the reason kept, when there is none.
    func respondPage(_ handle: OpenStatement, _ limit: Int, _ cursor: (Int64) -> Cursor?) -> totem_status {
        var rows: [[String: JSONValue]] = []
        var next: String?
        let bytesBefore = readBytes
        var step = handle.step()
        while step == TOTEM_ROW, next == nil {
            guard let row = row(of: handle) else { return totem_status(TOTEM_INVALID) }
            rows.append(row)
            // A page of long texts ends before there is no room for them in an answer.
            if rows.count == limit || readBytes - bytesBefore > Self.largestAnswer / 2 {
                guard case .integer(let id) = row["id"] else {
                    return refuse(TOTEM_INVALID, "a page needs a column named id")
                }
                guard let place = cursor(id) else { return totem_status(TOTEM_INVALID) }
                next = place.text
            }
            step = handle.step()
        }
        guard step >= 0 else { return step }
        // Without a row beyond the page, it is the last.
        let cursor = step == TOTEM_ROW ? next.map(JSONValue.string) : nil
        return answer(200, .object(["data": .array(rows.map { .object($0) }), "next_cursor": cursor ?? .null]))
    }

    /// Two lists of a plugin do not take each other's cursors.
    var listName: String { "x/\(plugin.name)/\(place.name)" }

    func vetoFields(of error: KernelError) -> totem_status {
        var status = totem_status(TOTEM_VETO)
        for field in error.fields { status = vetoField(field.field, field.message) }
        guard error.kind == .notFound, let veto else { return status }
        self.veto = Veto(status: 404, code: error.code, message: veto.message, fields: veto.fields)
        return status
    }

    private func answer(_ status: Int32, _ json: JSONValue) -> totem_status {
        let bytes = JSONWriter.encode(json)
        guard bytes.count <= Self.largestAnswer else { return refuse(TOTEM_LIMIT, "an answer has at most 1 MiB") }
        return answer(status, PluginResponse.Content(json: bytes))
    }

    private func answer(_ status: Int32, _ content: PluginResponse.Content?) -> totem_status {
        guard (200...299).contains(status) else {
            return refuse(TOTEM_INVALID, "an answer has a status from 200 to 299; refuse with totem_veto")
        }
        return give(PluginResponse(status: Int(status), content: content))
    }

    private func give(_ answer: PluginResponse) -> totem_status {
        guard let request else { return refuse(TOTEM_MISUSE, "only a route answers a request") }
        guard request.answer == nil else { return refuse(TOTEM_MISUSE, "the request has been answered already") }
        self.request?.answer = answer
        return HostTable.ok
    }

    /// The current row as members; nil, with the reason kept, when a column can't be written.
    private func row(of statement: OpenStatement) -> [String: JSONValue]? {
        var members: [String: JSONValue] = [:]
        for column in 0..<statement.columnCount {
            let parts = statement.name(of: column).split(separator: ":", maxSplits: 1)
            let name = String(parts.first ?? "")
            guard let value = value(of: statement, column, parts.count == 2 ? String(parts[1]) : "") else {
                _ = refuse(TOTEM_INVALID, "the column '\(statement.name(of: column))' can't be written as JSON")
                return nil
            }
            members[name] = value
        }
        return members
    }

    private func value(of handle: OpenStatement, _ column: Int32, _ type: String) -> JSONValue? {
        switch (Int(handle.kind(column)), type) {
        case (TOTEM_NULL, _): .null
        case (TOTEM_INTEGER, ""): .integer(handle.integer(column))
        case (TOTEM_INTEGER, "bool"): .boolean(handle.integer(column) != 0)
        case (TOTEM_INTEGER, "time"): .string(Timestamp(milliseconds: handle.integer(column)).description)
        case (TOTEM_REAL, ""): handle.real(column).isFinite ? .number(handle.real(column)) : nil
        case (TOTEM_TEXT, ""): handle.text(column).exactString(atMost: Self.largestAnswer).map { .string($0) }
        case (TOTEM_TEXT, "json"):
            handle.text(column).exactString(atMost: Self.largestAnswer).flatMap { try? JSONValue(text: $0) }
        default: nil
        }
    }
}
