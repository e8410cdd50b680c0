import TotemStore

/// A row of the feed.
public struct Event: Sendable {
    public let id: Int64
    let position: FeedPosition
    /// An ``EventName``, or what a newer version has written.
    public let type: String
    /// `order`, `product`, …
    public let subject: String
    public let subjectID: Int64
    /// `system`, `guest`, `user:12`, `key:3`
    public let actor: String
    /// JSON text.
    public let data: String
    public let createdAt: Timestamp
    /// Whether every event before it is visible, too.
    let isSettled: Bool

    init(_ row: Row) throws {
        id = try row.get(0)
        position = FeedPosition(xid: try row.get(1), id: id)
        type = try row.get(2)
        subject = try row.get(3)
        subjectID = try row.get(4)
        actor = try row.get(5)
        data = try row.get(6)
        createdAt = try row.get(7)
        isSettled = try row.get(8)
    }

    /// What is kept of an event elsewhere: it has no place in the feed any more.
    init(kept row: Row, from first: Int) throws {
        id = try row.get(first)
        position = FeedPosition(xid: 0, id: id)
        type = try row.get(first + 1)
        subject = try row.get(first + 2)
        subjectID = try row.get(first + 3)
        actor = try row.get(first + 4)
        data = try row.get(first + 5)
        createdAt = try row.get(first + 6)
        isSettled = true
    }

    /// What is another one after it.
    var change: FeedNews {
        guard let type = EventType(rawValue: type) else { return EventName.isOfPlugin(type) ? .other : .everything }
        return type.change(of: subjectID, products: type.namesProducts ? products : [])
    }

    /// The one that the data name, where it is not the subject.
    var order: Order.ID? {
        guard case .object(let members) = try? JSONValue(text: data), case .integer(let id) = members["order"] else {
            return nil
        }
        return Order.ID(id)
    }

    /// Those that the data name.
    private var products: [Product.ID] {
        guard case .object(let members) = try? JSONValue(text: data), case .array(let ids) = members["products"] else {
            return []
        }
        return ids.compactMap { id in
            guard case .integer(let number) = id else { return nil }
            return Product.ID(number)
        }
    }
}

extension EventType {
    /// Whether its data name products that its subject does not.
    fileprivate var namesProducts: Bool { self == .orderCommitted || self == .stockReturned }
}
