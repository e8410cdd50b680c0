internal import CTotem

/// A type that services and own hooks can have: `Int64` and `Int` (`i`), `Double` (`d`), `Bool` (`b`), `String` (`s`), and
/// ``JSONText`` (`j`).
public protocol ServiceValue: Sendable {
    /// The letter in a signature.
    static var serviceLetter: String { get }
    init(_ value: ServiceArgument)
    func write(to value: ServiceResult) throws
}

/// A value that came from the other side of a call.
public struct ServiceArgument {
    let raw: totem_value
}

/// The place of a value that goes to the other side.
public struct ServiceResult {
    let raw: UnsafeMutablePointer<totem_value>
    let call: Call
}

extension Int64: ServiceValue {
    public static var serviceLetter: String { "i" }
    public init(_ value: ServiceArgument) { self = value.raw.i }
    public func write(to value: ServiceResult) { value.raw.pointee = totem_value(i: self) }
}

extension Int: ServiceValue {
    public static var serviceLetter: String { "i" }
    public init(_ value: ServiceArgument) { self = Int(value.raw.i) }
    public func write(to value: ServiceResult) { value.raw.pointee = totem_value(i: Int64(self)) }
}

extension Double: ServiceValue {
    public static var serviceLetter: String { "d" }
    public init(_ value: ServiceArgument) { self = value.raw.d }
    public func write(to value: ServiceResult) { value.raw.pointee = totem_value(d: self) }
}

extension Bool: ServiceValue {
    public static var serviceLetter: String { "b" }
    public init(_ value: ServiceArgument) { self = value.raw.b }
    public func write(to value: ServiceResult) { value.raw.pointee = totem_value(b: self) }
}

extension String: ServiceValue {
    public static var serviceLetter: String { "s" }
    public init(_ value: ServiceArgument) { self = String(value.raw.s) }

    public func write(to value: ServiceResult) throws {
        var kept = totem_str()
        try HostError.check(Text.with(self) { totem_keep(value.call.raw, $0, &kept) })
        value.raw.pointee = totem_value(s: kept)
    }
}

/// A text that is JSON.
public struct JSONText: ServiceValue, Hashable {
    public let text: String

    public init(_ text: String) { self.text = text }

    public static var serviceLetter: String { "j" }
    public init(_ value: ServiceArgument) { text = String(value.raw.s) }
    public func write(to value: ServiceResult) throws { try text.write(to: value) }
}

/// What a service or a listener is called with.
struct Invocation {
    let raw: UnsafePointer<totem_invocation>
}

/// The values of one call, read one after another.
private struct Arguments {
    let raw: UnsafePointer<totem_value>?
    var position = 0

    mutating func next<Value: ServiceValue>(_ type: Value.Type = Value.self) throws -> Value {
        guard let raw else { throw HostError(status: totem_status(TOTEM_INVALID)) }
        defer { position += 1 }
        return Value(ServiceArgument(raw: raw[position]))
    }
}

extension Registry {
    /// Offers a service to other plugins, over HTTP, at the command line and, on SQLite, to plugins' SQL:
    ///
    /// ```swift
    /// try registry.service("points_for") { (call, amount: Int64, currency: String) -> Int64 in amount / 100 }
    /// ```
    /// - Parameter role: who may call it over HTTP.
    public func service<each Argument: ServiceValue, Result: ServiceValue>(
        _ name: StaticString,
        for role: Role = .staff,
        _ body: @escaping @Sendable (Call, repeat each Argument) throws -> Result
    ) throws {
        try offer(name, Signature.of(repeat (each Argument).self) + ">" + Result.serviceLetter, role) {
            call,
            invocation in
            var arguments = Arguments(raw: invocation.raw.pointee.arguments)
            let result = try body(call, repeat (try arguments.next((each Argument).self)))
            guard let place = invocation.raw.pointee.result else { return }
            try result.write(to: ServiceResult(raw: place, call: call))
        }
    }

    /// The same for a service that has no result.
    public func service<each Argument: ServiceValue>(
        _ name: StaticString,
        for role: Role = .staff,
        _ body: @escaping @Sendable (Call, repeat each Argument) throws -> Void
    ) throws {
        try offer(name, Signature.of(repeat (each Argument).self), role) { call, invocation in
            var arguments = Arguments(raw: invocation.raw.pointee.arguments)
            try body(call, repeat (try arguments.next((each Argument).self)))
        }
    }

    /// Says that the plugin has a hook of its own, which others know as `PLUGIN.NAME`:
    /// `try registry.defineHook("points_awarded", Int64.self, Int64.self)`.
    public func defineHook<each Argument: ServiceValue>(
        _ name: StaticString,
        _ types: repeat (each Argument).Type
    ) throws {
        let signature = Signature.of(repeat each types)
        try HostError.check(signature.withCString { totem_define_hook(raw, Text.pointer(name), $0) })
    }

    /// Listens to a hook of another plugin, `PLUGIN.NAME`, which plugin.json must name.
    public func on<each Argument: ServiceValue>(
        _ hook: StaticString,
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, repeat each Argument) throws -> Void
    ) throws {
        starting.handlers.invoked["\(hook)"] = { call, invocation in
            var arguments = Arguments(raw: invocation.raw.pointee.arguments)
            try body(call, repeat (try arguments.next((each Argument).self)))
        }
        let signature = Signature.of(repeat (each Argument).self)
        try HostError.check(
            signature.withCString { totem_on_boxed(raw, Text.pointer(hook), $0, Trampolines.invoked, priority) }
        )
    }

    private func offer(
        _ name: StaticString,
        _ signature: String,
        _ role: Role,
        _ body: @escaping @Sendable (Call, Invocation) throws -> Void
    ) throws {
        starting.handlers.invoked["\(name)"] = body
        try HostError.check(
            signature.withCString { totem_service_boxed(raw, Text.pointer(name), $0, Trampolines.invoked) }
        )
        try HostError.check(totem_service_role(raw, Text.pointer(name), role.rawValue))
    }
}

extension Call {
    /// Calls a service of another plugin, `PLUGIN.NAME`: `let points: Int64 = try call.invoke("loyalty.points_for", 1999, "EUR")`.
    /// - Throws: ``HostError`` when there is none, it has other types, says no or fails. Let it pass, and its no is yours.
    public func invoke<each Argument: ServiceValue, Result: ServiceValue>(
        _ service: StaticString,
        _ arguments: repeat each Argument,
        returning: Result.Type = Result.self
    ) throws -> Result {
        let signature = Signature.of(repeat (each Argument).self) + ">" + Result.serviceLetter
        var result = totem_value()
        try with(repeat each arguments) { values in
            try HostError.check(signature.withCString { totem_invoke(raw, Text.pointer(service), $0, values, &result) })
        }
        return Result(ServiceArgument(raw: result))
    }

    /// The same for a service that has no result.
    public func invoke<each Argument: ServiceValue>(
        _ service: StaticString,
        _ arguments: repeat each Argument
    ) throws {
        let signature = Signature.of(repeat (each Argument).self)
        try with(repeat each arguments) { values in
            try HostError.check(signature.withCString { totem_invoke(raw, Text.pointer(service), $0, values, nil) })
        }
    }

    /// Runs the listeners of a hook that the plugin has defined.
    /// - Throws: ``HostError`` when one of them says no or fails.
    public func fire<each Argument: ServiceValue>(_ hook: StaticString, _ arguments: repeat each Argument) throws {
        let signature = Signature.of(repeat (each Argument).self)
        try with(repeat each arguments) { values in
            try HostError.check(signature.withCString { totem_fire(raw, Text.pointer(hook), $0, values) })
        }
    }

    private func with<each Argument: ServiceValue>(
        _ arguments: repeat each Argument,
        run body: (UnsafePointer<totem_value>?) throws -> Void
    ) throws {
        var values: [totem_value] = []
        for argument in repeat each arguments {
            var value = totem_value()
            try withUnsafeMutablePointer(to: &value) { try argument.write(to: ServiceResult(raw: $0, call: self)) }
            values.append(value)
        }
        try values.withUnsafeBufferPointer { try body($0.baseAddress) }
    }
}

private enum Signature {
    static func of<each Value: ServiceValue>(_ types: repeat (each Value).Type) -> String {
        var text = ""
        for type in repeat each types { text += type.serviceLetter }
        return text
    }
}
