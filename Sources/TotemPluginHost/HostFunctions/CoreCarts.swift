internal import CTotem
internal import TotemKernel

/// Buyers' carts, as plugins change them.
extension CallFrame {
    /// What is longer is no cart's token.
    private static let largestToken = 1000

    func addItem(_ pointer: UnsafePointer<totem_new_item>?) -> totem_status {
        guard let raw = totem_new_item.read(pointer) else {
            return refuse(TOTEM_INVALID, "an item needs its size: {.size = sizeof(totem_new_item), …}")
        }
        guard let cart = raw.cart.string(atMost: Self.largestToken) else {
            return refuse(TOTEM_INVALID, "a cart is UTF-8")
        }
        guard let properties = lineProperties(raw.properties) else { return totem_status(TOTEM_INVALID) }
        guard (raw.product_id == 0) != (raw.variant_id == 0) else {
            return refuse(TOTEM_INVALID, "an item names either a product_id or a variant_id")
        }
        return change("totem_add_item", needing: nil) { tx, context in
            let request = LineRequest(
                raw.variant_id == 0
                    ? .product(Product.ID(raw.product_id)) : .variant(ProductVariant.ID(raw.variant_id)),
                quantity: try Quantity(raw.quantity),
                properties: properties
            )
            _ = try CartStore.add(request, to: cart, in: tx, context)
        }
    }

    func createCart(
        _ customer: Int64,
        _ id: UnsafeMutablePointer<Int64>?,
        _ token: UnsafeMutablePointer<totem_str>?
    ) -> totem_status {
        guard let id, let token else {
            return refuse(TOTEM_INVALID, "totem_create_cart needs a place for the id and one for the token")
        }
        (id.pointee, token.pointee) = (0, totem_str())
        guard customer >= 0 else {
            return refuse(TOTEM_INVALID, "a customer is an id from 1, or 0 for a guest, not \(customer)")
        }
        return change("totem_create_cart", needing: customer == 0 ? nil : .customersRead) { tx, context in
            let owner = customer == 0 ? nil : try UserStore.get(User.ID(customer), in: tx).id
            let cart = try CartStore.create(for: owner, in: tx, context)
            id.pointee = cart.id?.value ?? 0
            token.pointee = arena.put(cart.token)
        }
    }
}
