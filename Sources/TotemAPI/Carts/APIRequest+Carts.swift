import TotemKernel
import TotemStore

extension APIRequest {
    /// Changes a cart. Where plugins fetch something for it, they are asked after that, and the answer is the cart with what they
    /// have said.
    /// - Parameter isNew: whether `body` makes it.
    func changeCart(
        isNew: Bool = false,
        _ body: @escaping @Sendable (Transaction, RequestContext) throws -> Cart
    ) async throws -> Answer {
        guard !context.hooks.plugins(asking: CartFetch.self).isEmpty else {
            return try await change { tx, context in
                try body(tx, context).answer(isNew: isNew, in: tx, context)
            }
        }
        return try await changeInTwoCommits { tx, context in
            let cart = try body(tx, context)
            guard cart.wantsQuotes, let id = cart.id else {
                return .answered(try cart.answer(isNew: isNew, in: tx, context))
            }
            return .outstanding(id.value, isNew: true)
        } finish: { [kernel, context] id, _, keep in
            let id = Cart.ID(id)
            let token = try await read { tx, _ in try CartStore.token(of: id, in: tx) }
            try await kernel.fetchQuotes(of: token, for: .showing, context)
            return try await kernel.write(context) { tx, context in
                let answer = try CartStore.get(id, in: tx, context).answer(isNew: isNew, in: tx, context)
                try keep(answer, tx)
                return answer
            }
        }
    }
}

extension Cart {
    fileprivate func answer(isNew: Bool, in tx: Transaction, _ context: RequestContext) throws -> Answer {
        let answer = try answer(in: tx, context)
        return isNew ? answer.created(at: "/v1/carts/\(token)") : answer
    }
}
