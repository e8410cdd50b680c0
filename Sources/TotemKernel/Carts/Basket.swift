/// The lines of a cart while others are put in.
struct Basket {
    /// A line that is in the cart, as far as it matters for those that come.
    struct KeptLine {
        let id: CartItem.ID
        let isPart: Bool
        let quantity: Int64
        let likeness: Likeness
        let isOfPlugin: Bool
    }

    /// Lines without a parent that are alike in this are one.
    struct Likeness: Hashable {
        let product: Product.ID
        let variant: ProductVariant.ID?
        let properties: String?
        let flags: LineFlags
    }

    struct Line {
        /// Nil: it is new.
        let id: CartItem.ID?
        var quantity: Quantity
        let subject: LineSubject
        var request: LineRequest
    }

    private let kept: [CartItem.ID: KeptLine]
    private var keptLike: [Likeness: KeptLine] = [:]
    private var changedLike: [Likeness: Int] = [:]
    /// New lines, and those that grow.
    private(set) var changed: [Line] = []

    init(_ lines: [KeptLine]) {
        kept = Dictionary(uniqueKeysWithValues: lines.map { ($0.id, $0) })
        for line in lines where !line.isPart && !line.isOfPlugin && keptLike[line.likeness] == nil {
            keptLike[line.likeness] = line
        }
    }

    /// New lines as items of a cart that nobody keeps: their ids are their places.
    func items(in currency: Currency) throws -> [CartItem] {
        try changed.enumerated().map { place, line in
            try CartItem(
                line.request,
                line.subject,
                quantity: line.quantity,
                id: CartItem.ID(Int64(place + 1)),
                currency
            )
        }
    }

    /// The lines that are put in or grow, for those who have a say in it.
    var changes: [ItemChange] {
        changed.map { line in
            let old = line.id.flatMap { kept[$0] }
            return ItemChange(
                line: line.id,
                product: line.subject.product,
                variant: line.subject.variant,
                sku: line.subject.sku,
                parent: line.request.parent,
                flags: line.request.flags,
                quantityBefore: old?.quantity ?? 0,
                quantity: line.quantity,
                // Equal properties are what makes it the same line.
                propertiesBefore: old == nil ? .none : line.request.properties,
                properties: line.request.properties,
                path: line.request.path
            )
        }
    }

    /// - Parameter changes: what became of ``changes``.
    mutating func apply(_ changes: [ItemChange]) {
        for (place, change) in changes.enumerated() {
            changed[place].quantity = change.quantity
            changed[place].request.properties = change.properties
        }
    }

    var count: Int { kept.count + changed.count { $0.id == nil } }

    mutating func put(_ subject: LineSubject, _ request: LineRequest) throws(KernelError) {
        if let parent = request.parent { return try add(part: subject, request, of: parent) }
        let likeness = Likeness(
            product: subject.product,
            variant: subject.variant,
            properties: request.properties.text,
            flags: request.flags
        )
        if let place = changedLike[likeness] {
            changed[place].quantity = try request.quantity(beside: changed[place].quantity.value)
            return
        }
        let old = keptLike[likeness]
        let quantity = try request.quantity(beside: old?.quantity ?? 0)
        changedLike[likeness] = changed.count
        changed.append(Line(id: old?.id, quantity: quantity, subject: subject, request: request))
    }

    private mutating func add(
        part subject: LineSubject,
        _ request: LineRequest,
        of parent: CartItem.ID
    ) throws(KernelError) {
        guard let line = kept[parent] else {
            throw KernelError.unknown(request.path + "parent_id", "names no line of this cart")
        }
        guard !line.isOfPlugin else {
            throw KernelError.invalid(request.path + "parent_id", "names a line that a plugin has put in")
        }
        guard !line.isPart else {
            throw KernelError.invalid(request.path + "parent_id", "names a line that is a part of another itself")
        }
        changed.append(Line(id: nil, quantity: request.quantity, subject: subject, request: request))
    }
}

extension CartItem {
    /// Something that the catalog has, in no cart yet.
    /// - Parameter price: staff's own; nil: the catalog's.
    init(
        _ request: LineRequest,
        _ subject: LineSubject,
        quantity: Quantity,
        price: Money? = nil,
        id: ID,
        _ currency: Currency
    ) throws {
        let price = price ?? Money(subject.offer.price, currency)
        self.init(
            id: id,
            parentID: nil,
            productID: subject.product,
            variantID: subject.variant,
            sku: subject.sku,
            name: subject.name,
            quantity: quantity,
            price: price,
            total: try price * quantity,
            discount: .zero(currency),
            tax: .zero(currency),
            taxClass: subject.offer.taxClass,
            weight: subject.offer.weight,
            properties: request.properties,
            flags: request.flags,
            managesStock: subject.offer.managesStock,
            isAvailable: true,
            catalogPrice: price.amount
        )
    }
}

extension LineRequest {
    /// How many there are with those that the cart has already.
    fileprivate func quantity(beside others: Int64) throws(KernelError) -> Quantity {
        try Quantity(quantity.value + others, field: path + "quantity")
    }
}
