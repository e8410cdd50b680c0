import TotemKernel

/// Sending an order's goods.
func addFulfilmentRoutes(to routes: inout Routes) {
    routes.add(
        .create(
            "/v1/orders/{order}/fulfilments",
            "Send all that is left of an order, or some of it",
            for: .staff,
            taking: FulfilmentBody.schema,
            answering: OrderAnswer.schema
        )
    ) { request in
        let id: Order.ID = try request.id("order", of: "order")
        let fulfilment = try request.json(FulfilmentBody.self) { try $0.fulfilment() }
        return try await request.change { tx, context in
            let order = try OrderFulfilments.create(fulfilment, of: id, in: tx, context).order
            return .json(OrderAnswer(try order.extended(in: tx, context), for: context.actor), status: 201)
        }
    }
    routes.add(
        .patch(
            "/v1/orders/{order}/fulfilments/{fulfilment}",
            "Take a fulfilment to its next state, or say how it travels",
            for: .staff,
            taking: FulfilmentChangeBody.schema,
            answering: OrderAnswer.schema
        )
    ) { request in
        let id: Order.ID = try request.id("order", of: "order")
        let fulfilment: Fulfilment.ID = try request.id("fulfilment", of: "fulfilment")
        let edit = try request.json(FulfilmentChangeBody.self) { try $0.edit() }
        return try await request.change { tx, context in
            let order = try OrderFulfilments.update(fulfilment, of: id, edit, in: tx, context).order
            return .json(OrderAnswer(try order.extended(in: tx, context), for: context.actor))
        }
    }
}

private struct FulfilmentBody: Decodable {
    let items: [Item]?
    let warehouse_id: Warehouse.ID?
    let carrier: String?
    let tracking_number: String?
    let tracking_url: String?
    let status: String?

    struct Item: Decodable {
        let id: OrderItem.ID
        let quantity: Int64

        static let schema = Schema.form(["id": .id, "quantity": Quantity.schema])
    }

    static let schema = Schema.form(
        [:],
        optional: [
            "items": Schema.list(Item.schema, 1...BodyDecoder.mostElements).orNull.described(
                "all that is left where it is left out"
            ),
            "warehouse_id": Schema.id.orNull, "carrier": .text(.name).orNull, "tracking_number": .text(.name).orNull,
            "tracking_url": .imageURL.orNull,
            "status": Schema.choice(["pending", "shipped", "delivered"]).orNull.described(
                "shipped where it is left out"
            ),
        ]
    )

    func fulfilment() throws(KernelError) -> NewFulfilment {
        var check = FieldCheck()
        var units: [FulfilmentItem] = []
        for (index, item) in (items ?? []).enumerated() {
            let quantity = check.attempt { () throws(KernelError) in
                try Quantity(item.quantity, field: "items[\(index)].quantity")
            }
            if let quantity { units.append(FulfilmentItem(itemID: item.id, quantity: quantity)) }
        }
        let tracking = check.attempt { () throws(KernelError) in
            try Tracking(carrier: carrier, number: tracking_number, url: tracking_url)
        }
        let state = check.attempt { () throws(KernelError) in
            try status.map { name throws(KernelError) in try Fulfilment.State(named: name, field: "status") }
                ?? .shipped
        }
        guard let tracking, let state, check.isPassed else { throw check.error }
        return try NewFulfilment(
            items: items == nil ? nil : units,
            warehouseID: warehouse_id,
            tracking: tracking,
            state: state
        )
    }
}

private struct FulfilmentChangeBody: Decodable {
    let status: String?
    let carrier: Change<String>
    let tracking_number: Change<String>
    let tracking_url: Change<String>

    static let schema = Schema.form(
        [:],
        optional: [
            "status": Schema.choice(Fulfilment.State.self).orNull, "carrier": .text(.name).orNull,
            "tracking_number": .text(.name).orNull, "tracking_url": .imageURL.orNull,
        ]
    )

    func edit() throws(KernelError) -> FulfilmentEdit {
        FulfilmentEdit(
            state: try status.map { name throws(KernelError) in try Fulfilment.State(named: name, field: "status") },
            carrier: carrier.edit,
            trackingNumber: tracking_number.edit,
            trackingURL: tracking_url.edit
        )
    }
}

extension Change {
    /// As the kernel's edits say it: nil for what stays.
    fileprivate var edit: Value?? {
        switch self {
        case .unchanged: nil
        case .set(let value): .some(value)
        }
    }
}
