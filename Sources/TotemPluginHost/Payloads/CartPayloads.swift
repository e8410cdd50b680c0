internal import CTotem
internal import TotemKernel

/// The kernel's carts and orders as the structs of the ABI, in the memory of one call.
extension Payloads {
    func put(_ item: CartItem) -> UnsafePointer<totem_line> {
        var line = totem_line()
        line.size = UInt32(MemoryLayout<totem_line>.size)
        line.id = item.id.value
        line.product_id = item.productID.value
        line.variant_id = item.variantID?.value ?? 0
        line.quantity = item.quantity.value
        line.price = item.price.amount
        line.total = item.total.amount
        line.discount = item.discount.amount
        line.tax = item.tax.amount
        line.parent = item.parentID?.value ?? 0
        line.flags = UInt32(item.flags.rawValue)
        line.tax_class = put(item.taxClass)
        line.properties = put(item.properties.text)
        line.weight = item.weight
        line.sku = put(item.sku)
        line.name = put(item.name)
        line.plugin = put(item.plugin)
        line.key = put(item.pluginKey)
        return put(line)
    }

    func put(_ item: OrderItem) -> UnsafePointer<totem_line> {
        var line = totem_line()
        line.size = UInt32(MemoryLayout<totem_line>.size)
        line.id = item.id.value
        line.product_id = item.productID?.value ?? 0
        line.variant_id = item.variantID?.value ?? 0
        line.quantity = item.quantity.value
        line.price = item.price.amount
        line.total = item.total.amount
        line.discount = item.discount.amount
        line.tax = item.tax.amount
        line.parent = item.parentID?.value ?? 0
        line.flags = item.ships ? 0 : UInt32(LineFlags.noShipping.rawValue)
        line.tax_class = put(item.taxClass)
        line.properties = put(item.properties.text)
        line.sku = put(item.sku)
        line.name = put(item.name)
        return put(line)
    }

    func put(_ code: CartCode) -> UnsafePointer<totem_code> {
        put(
            totem_code(
                size: UInt32(MemoryLayout<totem_code>.size),
                reserved: 0,
                code: put(code.code),
                plugin: put(code.plugin)
            )
        )
    }

    func put(_ adjustment: Adjustment) -> UnsafePointer<totem_adjustment> {
        put(
            totem_adjustment(
                size: UInt32(MemoryLayout<totem_adjustment>.size),
                reserved: 0,
                line: adjustment.itemID?.value ?? 0,
                amount: adjustment.amount.amount,
                kind: put(adjustment.kind.rawValue),
                plugin: put(adjustment.source),
                rule: put(adjustment.rule),
                label: put(adjustment.label)
            )
        )
    }

    /// Of the lines, those that can be bought.
    func put(_ cart: Cart) -> ShownCart {
        let lines = cart.items.map { $0.isAvailable ? put($0) : nil }
        let available = lines.compactMap(\.self)
        var raw = totem_cart()
        raw.size = UInt32(MemoryLayout<totem_cart>.size)
        raw.currency_digits = UInt32(cart.currency.digits)
        raw.id = cart.id?.value ?? 0
        raw.user_id = cart.userID?.value ?? 0
        raw.currency = put(cart.currency.code)
        raw.subtotal = cart.totals.subtotal.amount
        raw.discount = cart.totals.discount.amount
        raw.fees = cart.totals.fees.amount
        raw.tenders = cart.totals.tenders.amount
        raw.prices_include_tax = cart.totals.pricesIncludeTax
        raw.shipping = cart.totals.shipping.amount
        raw.tax = cart.totals.tax.amount
        raw.total = cart.totals.total.amount
        raw.lines = putAll(available)
        raw.line_count = available.count
        raw.codes = putAll(cart.codes.map { put($0) })
        raw.code_count = cart.codes.count
        raw.adjustments = putAll(cart.adjustments.map { put($0) })
        raw.adjustment_count = cart.adjustments.count
        let email = putOfPeople(cart.details.email?.text)
        raw.email = email
        raw.locale = put(cart.details.locale?.text)
        raw.shipping_address = put(cart.details.shippingAddress)
        raw.billing_address = put(cart.details.billingAddress)
        raw.shipping_rate = put(cart.details.shippingRate)
        let shown = putOfPeople(raw) { $0.email = $1 ? email : totem_str() }
        return ShownCart(raw: shown, lines: lines, payloads: self)
    }

    func put(_ address: Address?) -> UnsafePointer<totem_address>? {
        guard let address else { return nil }
        if let lastAddress, lastAddress.of === address { return lastAddress.shown }
        var raw = totem_address()
        raw.size = UInt32(MemoryLayout<totem_address>.size)
        raw.first_name = putOfPeople(address.firstName)
        raw.last_name = putOfPeople(address.lastName)
        raw.company = putOfPeople(address.company)
        raw.phone = putOfPeople(address.phone)
        raw.tax_id = putOfPeople(address.taxID)
        raw.address_line1 = putOfPeople(address.addressLine1)
        raw.address_line2 = putOfPeople(address.addressLine2)
        raw.city = put(address.city)
        raw.state = put(address.state)
        raw.postal_code = put(address.postalCode)
        raw.country = put(address.country.code)
        let whole = raw
        let shown = putOfPeople(raw) { $0 = $1 ? whole : whole.withoutPerson }
        lastAddress = (address, shown)
        return shown
    }

    /// An order that is being placed.
    /// - Parameter id: nil before it is written.
    func put(_ draft: OrderDraft, id: Order.ID?) -> UnsafePointer<totem_order> {
        let cart = put(draft.cart).raw
        var raw = order(draft.cart.currency, draft.cart.totals)
        raw.id = id?.value ?? 0
        raw.user_id = draft.userID?.value ?? 0
        let email = putOfPeople(draft.email?.text)
        raw.email = email
        raw.status = put(draft.status.rawValue)
        raw.payment_status = put(draft.paymentStatus.rawValue)
        raw.fulfilment_status = put(FulfilmentStatus.unfulfilled.rawValue)
        raw.payment_method = put(draft.paymentMethod.name)
        raw.cart = cart
        raw.lines = cart.pointee.lines
        raw.line_count = cart.pointee.line_count
        raw.adjustments = cart.pointee.adjustments
        raw.adjustment_count = cart.pointee.adjustment_count
        raw.shipping_address = put(draft.shippingAddress)
        raw.billing_address = put(draft.billingAddress)
        return putOfPeople(raw) { $0.email = $1 ? email : totem_str() }
    }

    /// An order as it is.
    func put(_ order: Order) -> UnsafePointer<totem_order> {
        var raw = self.order(order.currency, order.totals)
        let lines = order.items.map { put($0) }
        raw.id = order.id.value
        raw.user_id = order.userID?.value ?? 0
        let email = putOfPeople(order.email)
        raw.email = email
        raw.status = put(order.status.rawValue)
        raw.payment_status = put(order.paymentStatus.rawValue)
        raw.fulfilment_status = put(order.fulfilmentStatus.rawValue)
        raw.lines = putAll(lines)
        raw.line_count = lines.count
        raw.adjustments = putAll(order.adjustments.map { put($0) })
        raw.adjustment_count = order.adjustments.count
        raw.shipping_address = put(order.shippingAddress)
        raw.billing_address = put(order.billingAddress)
        return putOfPeople(raw) { $0.email = $1 ? email : totem_str() }
    }

    /// An order, one of whose states takes an edge.
    func put(_ transition: OrderTransition) -> UnsafePointer<totem_transition> {
        let (order, edge) = (transition.order, transition.edge)
        var event = totem_transition()
        event.size = UInt32(MemoryLayout<totem_transition>.size)
        event.order = put(order)
        event.which = put(edge.kind.rawValue)
        event.from = put(order.state(of: edge.kind))
        event.to = put(edge.to)
        event.is_fact = transition.isFact
        event.comment = put(transition.comment.isEmpty ? nil : transition.comment)
        event.actor = put(transition.actor)
        return put(event)
    }

    private func order(_ currency: Currency, _ totals: Totals) -> totem_order {
        var raw = totem_order()
        raw.size = UInt32(MemoryLayout<totem_order>.size)
        raw.currency_digits = UInt32(currency.digits)
        raw.currency = put(currency.code)
        raw.subtotal = totals.subtotal.amount
        raw.discount = totals.discount.amount
        raw.fees = totals.fees.amount
        raw.tenders = totals.tenders.amount
        raw.prices_include_tax = totals.pricesIncludeTax
        raw.shipping = totals.shipping.amount
        raw.tax = totals.tax.amount
        raw.total = totals.total.amount
        return raw
    }
}

extension totem_address {
    /// What rates and taxes need of it: nothing that names a person or a door.
    fileprivate var withoutPerson: totem_address {
        var address = self
        address.first_name = totem_str()
        address.last_name = totem_str()
        address.company = totem_str()
        address.phone = totem_str()
        address.tax_id = totem_str()
        address.address_line1 = totem_str()
        address.address_line2 = totem_str()
        return address
    }
}
