/// Which orders a list shows.
public struct OrderFilter: Sendable {
    public var status: OrderStatus?
    public var paymentStatus: OrderPaymentStatus?
    public var fulfilmentStatus: FulfilmentStatus?
    /// A number, or the beginning of an e-mail address, of a name or of a last name. For staff.
    public var words: String?
    /// Placed at this time or later.
    public var createdAfter: Timestamp?
    /// Placed before this time.
    public var createdBefore: Timestamp?

    public init(
        status: OrderStatus? = nil,
        paymentStatus: OrderPaymentStatus? = nil,
        fulfilmentStatus: FulfilmentStatus? = nil,
        words: String? = nil,
        createdAfter: Timestamp? = nil,
        createdBefore: Timestamp? = nil
    ) {
        self.status = status
        self.paymentStatus = paymentStatus
        self.fulfilmentStatus = fulfilmentStatus
        self.words = words
        self.createdAfter = createdAfter
        self.createdBefore = createdBefore
    }

    var hasStates: Bool { status != nil || paymentStatus != nil || fulfilmentStatus != nil }

    func allows(
        _ status: OrderStatus,
        _ paymentStatus: OrderPaymentStatus,
        _ fulfilmentStatus: FulfilmentStatus
    ) -> Bool {
        (self.status ?? status) == status && (self.paymentStatus ?? paymentStatus) == paymentStatus
            && (self.fulfilmentStatus ?? fulfilmentStatus) == fulfilmentStatus
    }

    func allows(_ createdAt: Timestamp) -> Bool {
        createdAt >= createdAfter ?? createdAt && (createdBefore.map { createdAt < $0 } ?? true)
    }
}

/// The order of a list of orders.
public enum OrderSort: String, Sendable, CaseIterable {
    case newest = "-created_at"
    case oldest = "created_at"
}
