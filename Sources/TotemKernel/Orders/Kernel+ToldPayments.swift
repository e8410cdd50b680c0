import TotemStore

extension Kernel {
    /// A provider has told that something became of a payment: it is asked what, and that is written. Nothing is taken from
    /// who tells it, who may be anybody. While a request is at the payment nothing is done: what that request does not learn is
    /// asked for again within the provider's ``PaymentProvider/patience``.
    /// - Parameters:
    ///   - reference: the payment's key, or the provider's own name for it.
    ///   - method: of the provider.
    /// - Returns: false when there is no such payment.
    /// - Throws: ``KernelError`` when the provider is not there.
    public func look(after reference: String, of method: String, _ context: RequestContext) async throws -> Bool {
        let now = now(context)
        let found = try await read(now, for: .longRequest) { tx, context in
            try PaymentStore.meant(by: reference, of: method, in: tx).map { payment in
                let asked = try OrderStore.get(payment.order, in: tx).payments.filter { $0.id == payment.id }
                return (id: payment.id, operations: try PaymentOperations.pending(of: asked, in: tx, at: context.now))
            }
        }
        guard let found else { return false }
        try await unlessBusy { _ = try await settle(found.id, .told, context) }
        for operation in found.operations {
            try await unlessBusy { _ = try await finish(operation, isNew: false, context) }
        }
        return true
    }

    private func unlessBusy(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as KernelError where error.code == KernelError.requestInProgress.code {}
    }
}
