public import TotemStore

/// What an event is called where somebody wants to hear of it: one of ``EventType``, or one of a plugin's own, such as
/// `x.wishlists.price_fell`.
public struct EventName: Sendable, Hashable, CustomStringConvertible {
    public let text: String

    /// A plugin's own event, as ECMA 262 writes expressions.
    public static let ofPlugins = "^x\\.[a-z][a-z0-9-]{0,39}\\.[a-z][a-z0-9_]{0,59}$"
    private static let beginning = "x."

    public init(_ type: EventType) { text = type.rawValue }

    /// - Parameter name: lower case letters, digits and `_`, a letter first, at most 60.
    public init(_ name: String, ofPlugin plugin: String) { text = Self.beginning + plugin + "." + name }

    /// - Throws: ``KernelError`` naming the field and the events that there are.
    public init(named text: String, field: String = "event_type") throws(KernelError) {
        guard EventType(rawValue: text) != nil || Self.isOfPlugin(text) else {
            let known = EventType.allCases.map(\.rawValue).joined(separator: ", ")
            throw .invalid(
                field,
                "must be one of \(known), or a plugin's own such as x.wishlists.price_fell, not '\(text.prefix(100))'"
            )
        }
        self.text = text
    }

    public var description: String { text }

    /// Whether a plugin can have an event of this name. Nothing of what is kept in memory changes by one.
    public static func isOfPlugin(_ text: String) -> Bool {
        guard text.hasPrefix(beginning), text.utf8.count <= 110 else { return false }
        return text.wholeMatch(of: #/x\.[a-z][a-z0-9-]{0,39}\.[a-z][a-z0-9_]{0,59}/#) != nil
    }
}

extension EventName: SQLCodable {
    public var sqlValue: SQLValue { .text(text) }

    public static func decode(_ row: Row, at index: Int) throws -> EventName { EventName(stored: try row.get(index)) }

    private init(stored text: String) { self.text = text }
}
