/// What a plugin does to the core through the host's functions, when its manifest asks for it in `permissions.do` and the
/// owner has granted it.
public enum PluginAction: String, Sendable, CaseIterable {
    case stockAdjust = "stock.adjust"
    case refundsCreate = "refunds.create"
    case paymentsProvide = "payments.provide"
    case ordersCreate = "orders.create"
    case ordersWrite = "orders.write"
    case customersRead = "customers.read"
    case customersWrite = "customers.write"
    case mailSend = "mail.send"

    /// What it means, for the one who grants it.
    var words: String {
        switch self {
        case .stockAdjust: "change how many of a product are in stock"
        case .refundsCreate: "give buyers their money back"
        case .paymentsProvide: "take buyers' payments, and say what was paid"
        case .ordersCreate: "place orders"
        case .ordersWrite: "write notes on orders, hold them, move them on and ship them"
        case .customersRead: "read who your customers are: names, e-mail addresses, telephone numbers and addresses"
        case .customersWrite: "change your customers' names, addresses and other data"
        case .mailSend: "send mail in the shop's name"
        }
    }
}

/// What a plugin may read, do and reach besides its own tables: what its manifest asks for, or what its owner has granted.
public struct PluginPermissions: Sendable, Hashable {
    /// Names of `permissions.read`: the core's tables as ``CoreViews`` shows them.
    public var read: Set<String>
    public var actions: Set<PluginAction>
    /// Names of hosts.
    public var network: Set<String>

    public init(read: Set<String> = [], actions: Set<PluginAction> = [], network: Set<String> = []) {
        self.read = read
        self.actions = actions
        self.network = network
    }

    /// Whether a function of the host that does this may be called.
    public func may(_ action: PluginAction) -> Bool { actions.contains(action) }

    /// What is here and was not granted.
    public func beyond(_ granted: PluginPermissions) -> PluginPermissions {
        PluginPermissions(
            read: read.subtracting(granted.read),
            actions: actions.subtracting(granted.actions),
            network: network.subtracting(granted.network)
        )
    }

    public var isEmpty: Bool { read.isEmpty && actions.isEmpty && network.isEmpty }

    // MARK: For people

    /// A sentence for each, as "It may read orders and products."
    public var sentences: [String] {
        var sentences: [String] = []
        if !read.isEmpty { sentences.append("read the shop's \(Self.list(read.map { $0.replacing("_", with: " ") }))") }
        sentences += PluginAction.allCases.filter(actions.contains).map(\.words)
        if !network.isEmpty { sentences.append("talk to \(Self.list(Array(network)))") }
        return sentences
    }

    private static func list(_ words: [String]) -> String {
        let words = words.sorted()
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }
}

// MARK: JSON

extension PluginPermissions {
    /// `{"read": ["orders"], "do": ["stock.adjust"], "network": ["api.example.com"]}`
    public var json: JSONValue {
        func array(_ names: some Sequence<String>) -> JSONValue { .array(names.sorted().map(JSONValue.string)) }
        return .object(["read": array(read), "do": array(actions.map(\.rawValue)), "network": array(network)])
    }

    /// Nil for what ``json`` does not write. A member that is not there is empty.
    public init?(_ json: JSONValue) {
        guard case .object(let members) = json, Set(members.keys).isSubset(of: ["read", "do", "network"]) else {
            return nil
        }
        var names: [String: [String]] = [:]
        for (member, value) in members {
            guard case .array(let elements) = value else { return nil }
            let texts = elements.compactMap { if case .string(let text) = $0 { text } else { nil } }
            guard texts.count == elements.count else { return nil }
            names[member] = texts
        }
        let actions = names["do", default: []].compactMap(PluginAction.init(rawValue:))
        guard actions.count == names["do", default: []].count else { return nil }
        self.init(
            read: Set(names["read", default: []]),
            actions: Set(actions),
            network: Set(names["network", default: []])
        )
    }
}
