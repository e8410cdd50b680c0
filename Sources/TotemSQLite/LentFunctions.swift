internal import CSQLite
internal import TotemStore

/// The functions that a connection is lent for a plugin's statement. SQLite learns a name when a statement first has it, and asks
/// what is behind it whenever it is called.
final class LentFunctions {
    static let prefix = "totem_"

    /// What is lent now.
    var lent: (any SQLFunctions)?
    private var known: Set<String> = []
    /// Asked to leave the plugin's rights aside; it keeps these functions.
    weak var authorizer: Authorizer?

    func isKnown(_ name: String) -> Bool { known.contains(SQLText.folded(name)) }

    /// Makes the names known to SQLite that a text has and that are lent.
    func learn(from text: String, on connection: OpaquePointer) {
        guard let lent, text.contains(Self.prefix) else { return }
        for word in text.split(whereSeparator: { !($0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "_") }) {
            let name = SQLText.folded(String(word))
            guard name.hasPrefix(Self.prefix), !known.contains(name), lent.hasFunction(name) else { continue }
            if make(name, on: connection) == SQLITE_OK { known.insert(name) }
        }
    }

    private final class Entry {
        let name: String
        unowned let owner: LentFunctions

        init(_ name: String, _ owner: LentFunctions) {
            self.name = name
            self.owner = owner
        }
    }

    /// In views and triggers SQLite does not call it: they outlive the plugin that is behind it.
    private func make(_ name: String, on connection: OpaquePointer) -> Int32 {
        sqlite3_create_function_v2(
            connection,
            name,
            -1,
            SQLITE_UTF8 | SQLITE_DIRECTONLY,
            Unmanaged.passRetained(Entry(name, self)).toOpaque(),
            { context, count, values in
                guard let pointer = sqlite3_user_data(context) else { return }
                let entry = Unmanaged<Entry>.fromOpaque(pointer).takeUnretainedValue()
                let arguments = (0..<Int(count)).map { index in
                    LentFunctions.value(values.flatMap { $0[index] })
                }
                entry.owner.run(entry.name, arguments, context)
            },
            nil,
            nil,
            { pointer in
                if let pointer { Unmanaged<Entry>.fromOpaque(pointer).release() }
            }
        )
    }

    private func run(_ name: String, _ arguments: [SQLValue], _ context: OpaquePointer?) {
        do {
            guard let lent else { throw StoreError(.misuse, "\(name) can be called by a plugin's statement only") }
            let outer = authorizer?.leavePlugin()
            defer { authorizer?.takeUp(outer) }
            // Whatever it runs has rights of its own, not those of the statement that calls it.
            give(try lent.callFunction(name, arguments), to: context)
        } catch {
            sqlite3_result_error(context, "\(error)", -1)
        }
    }

    private func give(_ value: SQLValue, to context: OpaquePointer?) {
        switch value {
        case .null: sqlite3_result_null(context)
        case .integer(let number): sqlite3_result_int64(context, number)
        case .real(let number): sqlite3_result_double(context, number)
        case .text(let text):
            sqlite3_result_text(context, text, Int32(text.utf8.count), totem_sqlite_transient())
        case .blob(let bytes):
            sqlite3_result_blob(context, bytes, Int32(bytes.count), totem_sqlite_transient())
        }
    }

    private static func value(_ value: OpaquePointer?) -> SQLValue {
        switch sqlite3_value_type(value) {
        case SQLITE_INTEGER: return .integer(sqlite3_value_int64(value))
        case SQLITE_FLOAT: return .real(sqlite3_value_double(value))
        case SQLITE_TEXT: return .text(String(decoding: bytes(of: value), as: UTF8.self))
        case SQLITE_BLOB: return .blob(Array(bytes(of: value)))
        default: return .null
        }
    }

    private static func bytes(of value: OpaquePointer?) -> UnsafeRawBufferPointer {
        let start = sqlite3_value_blob(value)
        return UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_value_bytes(value)))
    }
}
