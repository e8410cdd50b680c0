internal import CTotem
internal import TotemKernel

/// The services and own hooks of the plugins of one set. It never changes.
final class ServiceTable: Sendable {
    /// A hook of a plugin, with those who listen, in their order.
    struct OwnHook: Sendable {
        let signature: ServiceSignature
        let listeners: [Callee]
    }

    private let services: [String: Callee]
    private let hooks: [String: OwnHook]
    /// By the names that SQL calls them; those that two services share are nobody's.
    private let functions: [String: [Callee]]
    private let plugins: [String]
    private let names: NameTable

    init(_ plugins: [ActivePlugin]) {
        var services: [String: Callee] = [:]
        var functions: [String: [Callee]] = [:]
        var hooks: [String: OwnHook] = [:]
        let serviceCount = plugins.reduce(0) { $0 + $1.instance.services.count }
        for plugin in plugins {
            for service in plugin.instance.services {
                let callee = Callee(service, of: plugin, number: services.count)
                services[callee.name] = callee
                functions[ServiceName.function(plugin.name, service.name), default: []].append(callee)
            }
            for hook in plugin.instance.definedHooks {
                let name = "\(plugin.name).\(hook.name)"
                hooks[name] = OwnHook(
                    signature: hook.signature,
                    listeners: Self.listeners(
                        of: name,
                        hook.signature,
                        among: plugins,
                        number: serviceCount + hooks.count
                    )
                )
            }
        }
        self.services = services
        self.functions = functions
        self.hooks = hooks
        self.plugins = plugins.map(\.name)
        names = NameTable(Array(services.values))
    }

    /// One that has another signature was refused when its plugin was started; it is never called.
    private static func listeners(
        of hook: String,
        _ signature: ServiceSignature,
        among plugins: [ActivePlugin],
        number: Int
    ) -> [Callee] {
        let all = plugins.flatMap { plugin in
            plugin.instance.listeners.filter { $0.hook == hook && $0.signature.text == signature.text }
                .map { Callee($0, of: plugin, number: number) }
        }
        return all.sorted { ($0.priority, $0.plugin.name) < ($1.priority, $1.plugin.name) }
    }

    /// A service by the name that a plugin passes. The table holds it.
    func find(_ name: totem_str) -> Unmanaged<Callee>? { names.find(name) }

    func service(_ name: String) -> Callee? { services[name] }
    func hook(_ name: String) -> OwnHook? { hooks[name] }

    /// The services behind a name that SQL calls; more than one can't be told apart.
    func services(behindFunction name: String) -> [Callee] { functions[name] ?? [] }

    /// Why there is no service of that name.
    func absence(of name: String) -> String {
        guard let (plugin, own) = ServiceName.parts(name) else {
            return "'\(name.escaped)' names no service; one is named like loyalty.points_for"
        }
        guard plugins.contains(plugin) else { return "there is no service \(name): the plugin \(plugin) is not on" }
        let known = services.values.filter { $0.plugin.name == plugin }.map(\.ownName).sorted()
        let others = known.isEmpty ? "it offers none" : "it offers \(known.joined(separator: ", "))"
        return "the plugin \(plugin) has no service \(own); \(others)"
    }

    /// The hooks that a plugin has defined.
    func hooks(of plugin: String) -> [String] {
        hooks.keys.filter { $0.hasPrefix("\(plugin).") }.map { String($0.dropFirst(plugin.count + 1)) }.sorted()
    }
}

/// Services by the bytes of their names, so that finding one costs little more than reading its name once.
private final class NameTable: Sendable {
    private struct Entry {
        let name: totem_str
        let callee: Unmanaged<Callee>
    }

    /// A power of two, at most half of them taken. Written once, here, and freed with the table.
    nonisolated(unsafe) private let entries: UnsafeMutableBufferPointer<Entry?>
    /// Of their names; written there, too.
    nonisolated(unsafe) private let memory = Arena()
    /// Holds those that the entries name.
    private let callees: [Callee]

    init(_ callees: [Callee]) {
        self.callees = callees
        var size = 2
        while size < callees.count * 2 { size *= 2 }
        entries = .allocate(capacity: size)
        entries.initialize(repeating: nil)
        for callee in callees {
            let name = memory.put(callee.name)
            var index = Int(truncatingIfNeeded: name.hash) & (size - 1)
            while entries[index] != nil { index = (index + 1) & (size - 1) }
            entries[index] = Entry(name: name, callee: Unmanaged.passUnretained(callee))
        }
    }

    deinit { entries.deallocate() }

    func find(_ name: totem_str) -> Unmanaged<Callee>? {
        guard name.ptr != nil, name.fits(200) else { return nil }
        var index = Int(truncatingIfNeeded: name.hash) & (entries.count - 1)
        while let entry = entries[index] {
            if entry.name.equals(name) { return entry.callee }
            index = (index + 1) & (entries.count - 1)
        }
        return nil
    }
}
