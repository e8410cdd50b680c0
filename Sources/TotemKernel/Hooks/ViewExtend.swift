public import TotemStore

/// What plugins can add to when it is shown.
public enum ViewKind: String, Sendable, CaseIterable {
    case product
    case cart
    case order
    case customer
}

/// `view.extend`: things are about to be shown. The answer is what plugins add to each.
public struct ViewExtend: Hook {
    /// By the thing's id, then by the plugin's name.
    public static var unheard: [Int64: [String: JSONValue]] { [:] }

    /// Things that plugins are asked about at once.
    static let largestBatch = 100

    public let kind: ViewKind
    /// Each once.
    public let ids: [Int64]
    public let isForStaff: Bool
}

/// Something that plugins add to when it is shown.
public protocol Extensible: Sendable {
    static var viewKind: ViewKind { get }
    /// Nil for what nobody keeps.
    var viewID: Int64? { get }
    /// What plugins add, by their names; empty until they are asked.
    var extensions: [String: JSONValue] { get set }
}

extension Extensible {
    /// With what plugins add for who asks.
    public func extended(in tx: Transaction, _ context: RequestContext) throws -> Self {
        try [self].extended(in: tx, context)[0]
    }
}

extension Array where Element: Extensible {
    /// With what plugins add for who asks: they are asked about all of a page in one call.
    public func extended(in tx: Transaction, _ context: RequestContext) throws -> [Element] {
        let call = HookCall(tx, context)
        guard call.hears(ViewExtend.self) else { return self }
        let ids = Set(compactMap(\.viewID)).sorted()
        var added: [Int64: [String: JSONValue]] = [:]
        for start in stride(from: 0, to: ids.count, by: ViewExtend.largestBatch) {
            let view = ViewExtend(
                kind: Element.viewKind,
                ids: [Int64](ids[start...].prefix(ViewExtend.largestBatch)),
                isForStaff: context.actor.holds(.staff)
            )
            added.merge(try call.run(view)) { first, _ in first }
        }
        return map { element in
            var element = element
            element.extensions = element.viewID.flatMap { added[$0] } ?? [:]
            return element
        }
    }
}

extension Page where Item: Extensible {
    /// With what plugins add to its items for who asks.
    public func extended(in tx: Transaction, _ context: RequestContext) throws -> Page {
        Page(items: try items.extended(in: tx, context), nextCursor: nextCursor)
    }
}
