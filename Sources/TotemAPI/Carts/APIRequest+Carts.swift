import TotemKernel
import TotemStore

extension APIRequest {
    /// Changes a cart. Where plugins fetch something for it, they are asked after that, and the answer is the cart with what they
    /// have said.
    /// - Parameter answer: of the cart as it is then.
    func changeCart(
        answering answer: @escaping @Sendable (Cart, Transaction, RequestContext) throws -> Answer = { cart, tx, context in
            try cart.answer(in: tx, context)
        },
        _ body: @escaping @Sendable (Transaction, RequestContext) throws -> Cart
    ) async throws -> Answer {
        guard !context.hooks.plugins(asking: CartFetch.self).isEmpty else {
            return try await change { tx, context in try answer(body(tx, context), tx, context) }
        }
        return try await changeInTwoCommits { tx, context in
            let cart = try body(tx, context)
            guard cart.wantsQuotes, let id = cart.id else { return .answered(try answer(cart, tx, context)) }
            return .outstanding(id.value, isNew: true)
        } finish: { [kernel, context] id, _, keep in
            let id = Cart.ID(id)
            let token = try await read { tx, _ in try CartStore.token(of: id, in: tx) }
            try await kernel.fetchQuotes(of: token, for: .showing, context)
            return try await kernel.write(context) { tx, context in
                let answer = try answer(CartStore.get(id, in: tx, context), tx, context)
                try keep(answer, tx)
                return answer
            }
        }
    }
}
