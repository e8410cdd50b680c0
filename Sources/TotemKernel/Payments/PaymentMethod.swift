/// A way to pay that this shop has.
public enum PaymentMethod: Sendable, Hashable {
    /// Paid outside of Totem (invoice, cash, bank transfer). It is authorized at checkout without asking anybody, and
    /// captured by the shop's staff when the money is there.
    case manual
    /// Paid by a provider, which is asked between two commits.
    /// - Parameter patience: ``PaymentProvider/patience``.
    case provider(String, patience: Duration)

    static let manualName = "manual"

    public var name: String {
        switch self {
        case .manual: Self.manualName
        case .provider(let name, _): name
        }
    }
}

/// The providers of a shop, by name.
public struct PaymentProviders: Sendable {
    private let providers: [String: any PaymentProvider]

    /// - Precondition: names differ, and none is `manual`.
    public init(_ providers: [any PaymentProvider] = []) {
        self.providers = Dictionary(providers.map { ($0.name, $0) }) { first, _ in
            preconditionFailure("two payment providers are named '\(first.name)'")
        }
        precondition(self.providers[PaymentMethod.manualName] == nil, "'manual' is the shop's own way to pay")
    }

    public var isEmpty: Bool { providers.isEmpty }

    /// What a checkout can name, the shop's own way first.
    public var methods: [String] { [PaymentMethod.manualName] + providers.keys.sorted() }

    public func named(_ name: String) -> (any PaymentProvider)? { providers[name] }

    /// - Throws: ``KernelError`` naming the field and the methods that there are.
    public func method(_ name: String, field: String = "payment.method") throws(KernelError) -> PaymentMethod {
        if name == PaymentMethod.manualName { return .manual }
        guard let provider = providers[name] else {
            throw .invalid(field, "must be one of: \(methods.joined(separator: ", "))")
        }
        return .provider(name, patience: provider.patience)
    }
}
