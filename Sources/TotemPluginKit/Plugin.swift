public import CTotem
private import Synchronization

/// A plugin: its name, its version, and what it registers.
///
/// ```swift
/// enum Thanks: Plugin {
///     static let name: StaticString = "thanks"
///     static let version: StaticString = "1.0.0"
///
///     static func start(_ registry: Registry) throws {
///         try registry.onCartDiscounts { call, event in
///             for line in event.cart.lines where line.total >= 100 {
///                 try call.takeOff(line.total / 100, of: line, label: "Thank you")
///             }
///         }
///     }
/// }
///
/// @c @implementation
/// public func totem_plugin_entry(_ host: UnsafePointer<totem_host_info>!) -> UnsafePointer<totem_plugin>? {
///     PluginDescriptor.entry(Thanks.self)
/// }
/// ```
/// Hooks run on any thread, and several at once. What they are given is borrowed from the host: it must not be kept
/// after the closure has returned. A hook that throws a ``Veto`` says no; one that throws anything else has failed,
/// and the manifest's `fail` decides what that means.
public protocol Plugin: SendableMetatype {
    /// As in plugin.json.
    static var name: StaticString { get }
    /// As in plugin.json.
    static var version: StaticString { get }
    /// Registers hooks and routes.
    static func start(_ registry: Registry) throws
}

/// The descriptor of the one plugin that a library holds.
public enum PluginDescriptor {
    /// What a library's `totem_plugin_entry` returns: the plugin's descriptor, which lives as long as the process.
    public static func entry<P: Plugin>(_ plugin: P.Type) -> UnsafePointer<totem_plugin>? {
        library.withLock { library in
            if let made = library.descriptor { return UnsafePointer(made) }
            let descriptor = UnsafeMutablePointer<totem_plugin>.allocate(capacity: 1)
            descriptor.initialize(to: describe(P.name, P.version))
            library.descriptor = descriptor
            library.plugin = plugin
            return UnsafePointer(descriptor)
        }
    }

    /// Every library has a copy of this module, and so a variable of its own.
    private struct Library {
        var descriptor: UnsafeMutablePointer<totem_plugin>?
        var plugin: (any Plugin.Type)?
    }

    private static let library = Mutex(Library())

    private static func describe(_ name: StaticString, _ version: StaticString) -> totem_plugin {
        var descriptor = totem_plugin()
        descriptor.size = UInt32(MemoryLayout<totem_plugin>.size)
        descriptor.abi = TOTEM_ABI
        descriptor.name = UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
        descriptor.version = UnsafeRawPointer(version.utf8Start).assumingMemoryBound(to: CChar.self)
        descriptor.start = { registry, instance, state in
            guard let registry, let instance, let state else { return totem_status(TOTEM_INVALID) }
            return PluginDescriptor.startLibrary(registry, Instance(instance), state)
        }
        descriptor.stop = { state in
            guard let state else { return }
            Unmanaged<StartedPlugin>.fromOpaque(state).release()
        }
        return descriptor
    }

    private static func startLibrary(
        _ raw: UnsafeMutablePointer<totem_registry>,
        _ instance: Instance,
        _ state: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    ) -> totem_status {
        let plugin = library.withLock { $0.plugin }
        let registry = Registry(raw, instance)
        do {
            try plugin?.start(registry)
            state.pointee = Unmanaged.passRetained(StartedPlugin(registry.starting.handlers)).toOpaque()
            return totem_status(TOTEM_OK)
        } catch let error as HostError {
            return error.status
        } catch {
            return Text.with("\(error)") { totem_fail_start(raw, $0) }
        }
    }
}
