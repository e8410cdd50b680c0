/// A fulfilment that is to be made.
public struct NewFulfilment: Sendable {
    /// Nil: all that is left of the order.
    public let items: [FulfilmentItem]?
    public let warehouseID: Warehouse.ID?
    public let tracking: Tracking
    public let state: Fulfilment.State

    /// - Throws: ``KernelError`` naming `items` or `status`.
    public init(
        items: [FulfilmentItem]? = nil,
        warehouseID: Warehouse.ID? = nil,
        tracking: Tracking,
        state: Fulfilment.State = .shipped
    ) throws(KernelError) {
        var check = FieldCheck()
        if items?.isEmpty == true { check.object("items", "must name a line, or be left out for all that is left") }
        for (index, item) in (items ?? []).enumerated()
        where items?[..<index].contains(where: { $0.itemID == item.itemID }) == true {
            check.object("items[\(index)].id", "is named twice; write its units in one")
        }
        if state == .cancelled { check.object("status", "must be pending, shipped or delivered") }
        guard check.isPassed else { throw check.error }
        self.items = items
        self.warehouseID = warehouseID
        self.tracking = tracking
        self.state = state
    }
}

/// What is to be changed of a fulfilment; what is nil stays, and a text of nil is cleared.
public struct FulfilmentEdit: Sendable {
    public let state: Fulfilment.State?
    public let carrier: String??
    public let trackingNumber: String??
    public let trackingURL: String??

    public init(
        state: Fulfilment.State? = nil,
        carrier: String?? = nil,
        trackingNumber: String?? = nil,
        trackingURL: String?? = nil
    ) {
        self.state = state
        self.carrier = carrier
        self.trackingNumber = trackingNumber
        self.trackingURL = trackingURL
    }

    func tracking(of fulfilment: Fulfilment) throws(KernelError) -> Tracking {
        try Tracking(
            carrier: carrier ?? fulfilment.tracking.carrier,
            number: trackingNumber ?? fulfilment.tracking.number,
            url: trackingURL ?? fulfilment.tracking.url
        )
    }
}
