internal import CTotem
internal import TotemKernel
internal import TotemStore

/// Telling plugins what has happened, each alone.
extension PluginSet {
    func longestTelling(to plugin: String) -> Int64 {
        let points = (listeners[plugin] ?? []).compactMap { HookPoint(rawValue: $0.rawValue) }
        let hooks = points.compactMap { point in chain(point).first { $0.plugin.name == plugin } }
        return hooks.map(\.registered.manifest.budgetMilliseconds).max() ?? 0
    }

    func tell(_ told: ToldEvents, to plugin: String, in call: HookCall) throws {
        guard let point = HookPoint(rawValue: told.hook.rawValue) else { return }
        guard let hook = chain(point).first(where: { $0.plugin.name == plugin }) else { return }
        let registered = hook.registered.telling(told.events.count)
        let chain = HookChain([ChainedHook(plugin: hook.plugin, registered: registered)])
        let frame = CallFrame(call, hook.plugin, .hook(point), log)
        frame.payloads.hidesPeople = chain.hidesPeople
        do {
            try HookRunner.run(chain, frame, UnsafeRawPointer(frame.payloads.put(told)))
        } catch let error as KernelError {
            throw ToldInVain(frame.whyFailed ?? error.detail)
        }
    }

    func plugins<H: Hook>(having hook: H.Type) -> [String] {
        guard let hosted = hook as? any HostedHook.Type else { return [] }
        return chain(hosted.point).map(\.plugin.name)
    }

    func run<H: Hook>(_ hook: H, of plugin: String, in call: HookCall) throws -> H.Answer {
        guard let hosted = H.self as? any HostedHook.Type else { return H.unheard }
        let own = chain(hosted.point).filter { $0.plugin.name == plugin }
        guard !own.isEmpty, let firing = hosted.firing(HookChain(own), log) as? HookFiring<H> else { return H.unheard }
        return try firing.run(hook, call)
    }
}

extension Payloads {
    fileprivate func put(_ told: ToldEvents) -> UnsafePointer<totem_events> {
        var orders: [Order.ID: UnsafePointer<totem_order>] = [:]
        let events = told.events.map { event in
            let order = told.order(of: event)
            if let order, orders[order.id] == nil { orders[order.id] = put(order) }
            return put(event, told.added(to: event), order.flatMap { orders[$0.id] })
        }
        var raw = totem_events()
        raw.size = UInt32(MemoryLayout<totem_events>.size)
        raw.events = putAll(events)
        raw.event_count = events.count
        return put(raw)
    }

    private func put(
        _ event: Event,
        _ added: [String: JSONValue],
        _ order: UnsafePointer<totem_order>?
    ) -> UnsafePointer<totem_event> {
        var data = try? JSONValue(text: event.data)
        var text = event.data
        if !added.isEmpty, case .object(let members) = data {
            let whole = JSONValue.object(members.merging(added) { kept, _ in kept })
            data = whole
            text = whole.text()
        }
        var raw = totem_event()
        raw.size = UInt32(MemoryLayout<totem_event>.size)
        raw.id = event.id
        raw.at = event.createdAt.milliseconds
        raw.type = put(event.type)
        raw.subject = put(event.subject)
        raw.subject_id = event.subjectID
        raw.actor = put(event.actor)
        raw.data = put(text)
        raw.before = put(data?["from"]?.text())
        raw.after = put(data?["to"]?.text())
        raw.order = order
        return put(raw)
    }
}
