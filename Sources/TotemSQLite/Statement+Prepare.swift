internal import CSQLite
internal import TotemStore

extension Statement {
    /// Compiles the only statement of `text`.
    /// - Parameter keep: whether it will be used many times.
    /// - Throws: ``StoreError`` `.syntax` when there is none, or more than one.
    static func prepare(
        _ text: String,
        on database: DatabaseHandle,
        plugin: PluginText?,
        keep: Bool
    ) throws -> Statement {
        let withoutLocks = RowLocks.removed(from: text)
        let holdsRows = withoutLocks != text
        let text = ListParameters.written(in: withoutLocks)
        let (statement, rest) = try next(
            in: text.utf8[...],
            on: database,
            plugin: plugin,
            keep: keep,
            holdsRows: holdsRows
        )
        guard let statement else { throw StoreError(.syntax, "there is no statement in the text", sql: text) }
        guard SQLText.isBlank(rest) else {
            throw StoreError(.syntax, "one statement at a time: there is a second one after the semicolon", sql: text)
        }
        return statement
    }

    /// Compiles the first statement of `text`, and says what follows it.
    /// - Returns: no statement when only blanks and comments were left.
    static func next(
        in text: Substring.UTF8View,
        on database: DatabaseHandle,
        plugin: PluginText?,
        keep: Bool,
        holdsRows: Bool = false
    ) throws -> (Statement?, rest: Substring.UTF8View) {
        let flags = keep ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
        var pointer: OpaquePointer?
        var used = 0
        let bytes = ContiguousArray(text)
        let code = bytes.withUnsafeBytes { buffer in
            let start = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            var tail: UnsafePointer<CChar>?
            let code = sqlite3_prepare_v3(database.pointer, start, Int32(buffer.count), flags, &pointer, &tail)
            if let tail, let start { used = tail - start }
            return code
        }
        guard code == SQLITE_OK else { throw database.error(code, sql: String(Substring(text))) }
        let rest = text.dropFirst(used)
        guard let pointer else { return (nil, rest) }
        return (try Statement(pointer, of: database, plugin: plugin, holdsRows: holdsRows), rest)
    }

    func resetWithAlternates() {
        var statement: Statement? = self
        while let current = statement {
            if current.isInUse { current.reset() }
            statement = current.alternate
        }
    }
}
