internal import CTotem
internal import TotemKernel

/// A function of a plugin whose types are known at run time only. Code of a library that is never unloaded: it can be called from
/// every thread.
enum ForeignFunction: @unchecked Sendable {
    case typed(totem_function)
    case boxed(totem_boxed_fn)

    /// Nil unless a plugin gives one of them.
    init?(_ typed: totem_function?, _ boxed: totem_boxed_fn?) {
        switch (typed, boxed) {
        case (let typed?, nil): self = .typed(typed)
        case (nil, let boxed?): self = .boxed(boxed)
        default: return nil
        }
    }
}

/// A service that a plugin offers.
struct RegisteredService: Sendable {
    let name: String
    let signature: ServiceSignature
    let function: ForeignFunction
    /// Who may call it over HTTP; nil: anyone.
    var role: Role? = .staff
}

/// A hook that a plugin has defined.
struct DefinedHook: Sendable {
    let name: String
    let signature: ServiceSignature
}

/// A plugin's function for a hook of another plugin.
struct RegisteredListener: Sendable {
    /// `loyalty.points_awarded`
    let hook: String
    let signature: ServiceSignature
    let function: ForeignFunction
    let priority: Int32
    let failsOpen: Bool
}

/// The name of a service or a hook of a plugin: `points_for`, and with its plugin's `loyalty.points_for`.
enum ServiceName {
    static let largest = 60

    static func isValid(_ name: some StringProtocol) -> Bool {
        guard let first = name.utf8.first, (0x61...0x7A).contains(first), name.utf8.count <= largest else {
            return false
        }
        return name.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F
        }
    }

    /// Plugin and name of a whole name.
    static func parts(_ name: String) -> (plugin: String, name: String)? {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, isValid(parts[1]) else { return nil }
        return (String(parts[0]), String(parts[1]))
    }

    /// As SQL on SQLite calls it: `totem_loyalty_points_for`.
    static func function(_ plugin: String, _ name: String) -> String {
        "totem_\(plugin.replacing("-", with: "_"))_\(name)"
    }
}
