/// The ways to pay that the core has itself; others come as plugins.
public enum PaymentMethod: String, Sendable, CaseIterable {
    /// Paid outside of Totem (invoice, cash, bank transfer). It is authorized at checkout without asking anybody, and
    /// captured by the shop's staff when the money is there.
    case manual

    /// - Throws: ``KernelError`` naming the field and the methods that there are.
    public init(_ name: String, field: String = "payment.method") throws(KernelError) {
        guard let method = PaymentMethod(rawValue: name) else {
            let known = PaymentMethod.allCases.map(\.rawValue).joined(separator: ", ")
            throw .invalid(field, "must be one of: \(known)")
        }
        self = method
    }
}
