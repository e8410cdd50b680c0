/// A way to pay that this shop has.
public enum PaymentMethod: Sendable, Hashable {
    /// Paid outside of Totem (invoice, cash, bank transfer). It is authorized at checkout without asking anybody, and
    /// captured by the shop's staff when the money is there.
    case manual
    /// Paid by a provider, which is asked between two commits.
    /// - Parameter patience: ``PaymentProvider/patience``.
    case provider(String, patience: Duration)
    /// Named by a request, and not there, or not any more: nothing new is paid so, and what was placed before is answered as it was.
    case absent(String, others: [String])

    static let manualName = "manual"

    public var name: String {
        switch self {
        case .manual: Self.manualName
        case .provider(let name, _), .absent(let name, _): name
        }
    }

    /// - Throws: ``KernelError`` naming the field and the methods that there are.
    public func checkIsThere(field: String = "payment.method") throws(KernelError) {
        guard case .absent(_, let others) = self else { return }
        throw .invalid(field, "must be one of: \(others.joined(separator: ", "))")
    }
}

/// The providers of a shop, by name.
public struct PaymentProviders: Sendable {
    private let providers: [String: any PaymentProvider]

    /// - Precondition: names differ, none is `manual`, and none has a point in it: those are plugins'.
    public init(_ providers: [any PaymentProvider] = []) {
        self.providers = Dictionary(providers.map { ($0.name, $0) }) { first, _ in
            preconditionFailure("two payment providers are named '\(first.name)'")
        }
        precondition(self.providers[PaymentMethod.manualName] == nil, "'manual' is the shop's own way to pay")
        precondition(!self.providers.keys.contains { $0.contains(".") }, "names with a point are those of plugins")
    }

    private init(byName providers: [String: any PaymentProvider]) {
        self.providers = providers
    }

    /// With those of plugins, whose names (`PLUGIN.NAME`) are nobody else's.
    func adding(_ others: [any PaymentProvider]) -> PaymentProviders {
        guard !others.isEmpty else { return self }
        return PaymentProviders(byName: others.reduce(into: providers) { $0[$1.name] = $1 })
    }

    public var isEmpty: Bool { providers.isEmpty }

    /// By name, without the shop's own way.
    var names: [String] { providers.keys.sorted() }

    /// What a checkout can name, the shop's own way first.
    public var methods: [String] { [PaymentMethod.manualName] + names }

    /// What buyers read for a method; its name where nobody says.
    public func title(of method: String) -> String { providers[method]?.title ?? method }

    public func named(_ name: String) -> (any PaymentProvider)? { providers[name] }

    /// What a request names; whether it is there is asked when something is to be paid so.
    public func method(_ name: String) -> PaymentMethod {
        if name == PaymentMethod.manualName { return .manual }
        guard let provider = providers[name] else { return .absent(name, others: methods) }
        return .provider(name, patience: provider.patience)
    }
}
