/// What of an order is told with its events, beside what they kept: a comment and a parcel's number lead to the buyer, and go with
/// the buyer's erasure, so no event keeps them.
extension ToldEvents {
    /// Members for the event's data.
    public func added(to event: Event) -> [String: JSONValue] {
        guard let order = order(of: event) else { return [:] }
        return switch hook {
        case .orderTransitioned: order.comment(on: event)
        case .fulfilmentCreated: order.parcel(of: event)
        default: [:]
        }
    }
}

extension Order {
    fileprivate func comment(on event: Event) -> [String: JSONValue] {
        guard case .object(let data) = try? JSONValue(text: event.data) else { return [:] }
        let entry = history.last { entry in
            entry.createdAt == event.createdAt && .string(entry.kind.rawValue) == data["of"]
                && .string(entry.status) == data["to"]
        }
        guard let comment = entry?.comment, !comment.isEmpty else { return [:] }
        return ["comment": .string(comment)]
    }

    fileprivate func parcel(of event: Event) -> [String: JSONValue] {
        guard let fulfilment = fulfilments.first(where: { $0.id.value == event.subjectID }) else { return [:] }
        let tracking = fulfilment.tracking
        let texts = ["carrier": tracking.carrier, "tracking_number": tracking.number, "tracking_url": tracking.url]
        var members = texts.compactMapValues { $0.map { JSONValue.string($0) } }
        members["lines"] = .array(
            fulfilment.items.map { item in
                .object(["line": .integer(item.itemID.value), "quantity": .integer(item.quantity.value)])
            }
        )
        return members
    }
}
