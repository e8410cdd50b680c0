internal import CTotem
internal import TotemKernel

/// A function of a plugin that is on, as others call it: a service, or what it does at a hook of another plugin.
final class Callee: Sendable {
    let plugin: ActivePlugin
    /// For people and for the chain of calls: `loyalty.points_for`, or the hook's.
    let name: String
    /// What a boxed function is told: a service's own name, a hook's whole one.
    let ownName: String
    let signature: ServiceSignature
    /// Who may call it over HTTP; nil: anyone.
    let role: Role?
    /// Whether it is a listener whose failure lets the next one go on.
    let failsOpen: Bool
    let priority: Int32
    let isListener: Bool
    /// Of those of one set it tells services, and hooks with their listeners: none of them runs inside itself.
    let number: Int
    private let function: ForeignFunction
    private let state: PluginState
    private let mark: Mark

    init(_ service: RegisteredService, of plugin: ActivePlugin, number: Int) {
        self.plugin = plugin
        self.number = number
        state = plugin.instance.state
        name = "\(plugin.name).\(service.name)"
        ownName = service.name
        signature = service.signature
        role = service.role
        function = service.function
        failsOpen = false
        priority = 0
        isListener = false
        mark = plugin.instance.mark("the service \(service.name)", limit: Mark.limitOfService)
    }

    init(_ listener: RegisteredListener, of plugin: ActivePlugin, number: Int) {
        self.plugin = plugin
        self.number = number
        state = plugin.instance.state
        name = listener.hook
        ownName = listener.hook
        signature = listener.signature
        role = nil
        function = listener.function
        failsOpen = listener.failsOpen
        priority = listener.priority
        isListener = true
        mark = plugin.instance.mark(listener.hook, limit: Mark.limitOfService)
    }

    /// Its title in errors: a listener has its hook's name, which others have too.
    var title: String { isListener ? "\(plugin.name) at \(name)" : name }

    /// - Parameters:
    ///   - arguments: as many as its signature says.
    ///   - result: of the signature's type when it answers TOTEM_OK.
    func call(
        _ call: UnsafeMutablePointer<totem_call>,
        _ arguments: UnsafePointer<totem_value>?,
        _ result: UnsafeMutablePointer<totem_value>
    ) -> totem_status {
        mark.around { callUnmarked(call, arguments, result) }
    }

    private func callUnmarked(
        _ call: UnsafeMutablePointer<totem_call>,
        _ arguments: UnsafePointer<totem_value>?,
        _ result: UnsafeMutablePointer<totem_value>
    ) -> totem_status {
        switch function {
        case .typed(let function): return signature.foreign.call(function, call, arguments, result, state.pointer)
        case .boxed(let function):
            var name = ownName
            return name.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) { characters in
                    var invocation = totem_invocation()
                    invocation.size = UInt32(MemoryLayout<totem_invocation>.size)
                    invocation.argument_count = UInt32(signature.parameters.count)
                    invocation.name = totem_str(ptr: characters.baseAddress, len: characters.count)
                    invocation.arguments = arguments
                    invocation.result = signature.result == nil ? nil : result
                    return function(call, &invocation, state.pointer)
                }
            }
        }
    }
}
