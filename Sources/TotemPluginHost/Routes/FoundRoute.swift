internal import CTotem
internal import Logging
internal import TotemKernel
internal import TotemStore

/// A route of an active plugin for one request.
struct FoundRoute: PluginRoute {
    let plugin: ActivePlugin
    let route: RegisteredRoute
    let parameters: [String: String]
    let outside: OutsideServices
    let log: Logger

    var role: Role? { route.role }
    var access: PluginRouteAccess { route.access }
    private var place: CallPlace { .route("\(route.method) \(route.pattern.text)") }

    func check(_ request: PluginRequest) throws(KernelError) { try route.schema?.check(request) }

    func answer(_ request: PluginRequest, in call: HookCall) throws -> PluginResponse {
        try answer(request, by: call.actor, on: CallFrame(call, plugin, place, log))
    }

    func answerOutside(_ request: PluginRequest, _ context: RequestContext) async throws -> PluginResponse {
        do {
            return try await OutsideThreads.run(of: plugin.name, until: .now + WaitingLimits().patience) {
                let call = OutsideCall(services: outside, context: context)
                return try answer(request, by: context.actor, on: CallFrame(outside: call, plugin, place, log))
            }
        } catch is OutsideThreads.Busy {
            throw KernelError(
                .unavailable,
                "plugins-busy",
                "Too many wait for the shop's plugins at this moment; nothing was done. Try again.",
                retryAfter: 5
            )
        }
    }

    private func answer(_ request: PluginRequest, by actor: Actor, on frame: CallFrame) throws -> PluginResponse {
        frame.request = RequestState(request: request, parameters: parameters)
        var raw = totem_request()
        raw.size = UInt32(MemoryLayout<totem_request>.size)
        raw.role = actor.abiRole
        raw.user_id = actor.userID?.value ?? 0
        raw.method = frame.payloads.put(request.method)
        raw.path = frame.payloads.put(request.path)
        raw.route = frame.payloads.put(route.pattern.text)
        raw.body = request.body.withUnsafeBytes { frame.payloads.put($0) }
        let pointer = frame.payloads.put(raw)
        frame.payloads.settle()
        let mark = plugin.instance.mark(
            frame.place.name,
            limit: plugin.instance.manifest.limitMilliseconds,
            keepsOthers: route.access == .writes
        )
        let status = mark.around { route.function(frame.raw, pointer, plugin.instance.state.pointer) }
        frame.restorePayloads()
        if let failure = frame.storeFailure {
            try? frame.end(undo: true)
            throw failure
        }
        try frame.end(undo: false)
        if let veto = frame.veto(returning: status) { throw KernelError(veto, by: plugin.name) }
        guard status == TOTEM_OK, frame.failure == nil, let answer = frame.request?.answer else {
            let why =
                frame.failure
                ?? (!frame.lastError.isEmpty
                    ? frame.lastError : status == TOTEM_OK ? "it gave no answer" : "it returned the status \(status)")
            log.error(
                "a plugin's route failed",
                metadata: ["plugin": "\(plugin.name)", "route": "\(frame.place.name)", "why": "\(why)"]
            )
            throw KernelError.noAnswer(of: plugin.name)
        }
        return answer
    }
}
