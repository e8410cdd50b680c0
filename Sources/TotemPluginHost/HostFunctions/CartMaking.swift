internal import CTotem
internal import TotemKernel

/// Carts that plugins make.
extension CallFrame {
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
            id.pointee = cart.id.value
            token.pointee = arena.put(cart.token)
        }
    }
}
