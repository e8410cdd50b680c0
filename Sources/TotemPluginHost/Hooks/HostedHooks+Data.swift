internal import CTotem
internal import TotemKernel

/// The hooks of products, customers, requests and views.

extension ProductSaving: HostedHook {
    static var point: HookPoint { .productSaving }

    func begin(in payloads: Payloads) throws -> (payload: UnsafeRawPointer, effects: NoEffects) {
        let changes = try changes.map { change in
            var raw = totem_product_change()
            raw.size = UInt32(MemoryLayout<totem_product_change>.size)
            raw.id = change.id?.value ?? 0
            raw.before = try change.before.map { try payloads.put($0) }
            raw.after = try payloads.put(change.after)
            return payloads.put(raw)
        }
        var event = totem_product_event()
        event.size = UInt32(MemoryLayout<totem_product_event>.size)
        event.changes = payloads.putAll(changes)
        event.change_count = changes.count
        return (UnsafeRawPointer(payloads.put(event)), .shared)
    }
}

extension CustomerSaving: HostedHook {
    static var point: HookPoint { .customerSaving }

    func begin(in payloads: Payloads) -> (payload: UnsafeRawPointer, effects: NoEffects) {
        var change = totem_customer_change()
        change.size = UInt32(MemoryLayout<totem_customer_change>.size)
        change.before = before.map { payloads.put($0) }
        change.after = payloads.put(after)
        return (UnsafeRawPointer(payloads.put(change)), .shared)
    }
}

extension CustomerErasing: HostedHook {
    static var point: HookPoint { .customerErasing }

    func begin(in payloads: Payloads) -> (payload: UnsafeRawPointer, effects: NoEffects) {
        (payloads.event(customer), .shared)
    }
}

extension CustomerExporting: HostedHook {
    private static let largestExport = 1 << 20

    static var point: HookPoint { .customerExporting }

    func begin(in payloads: Payloads) -> (payload: UnsafeRawPointer, effects: ExtensionEffects) {
        (payloads.event(customer), ExtensionEffects([customer.id.value], atMost: Self.largestExport))
    }

    func answer(_ effects: ExtensionEffects) -> [String: JSONValue] { effects.byID[customer.id.value] ?? [:] }
}

extension RequestAudiences: HostedHook {
    static var point: HookPoint { .requestContext }

    func begin(in payloads: Payloads) -> (payload: UnsafeRawPointer, effects: AudienceEffects) {
        var raw = totem_context()
        raw.size = UInt32(MemoryLayout<totem_context>.size)
        raw.role = actor.abiRole
        raw.user_id = actor.userID?.value ?? 0
        raw.actor = payloads.put(actor.name)
        raw.locale = payloads.put(locale?.text)
        raw.channel = payloads.put(channel?.rawValue)
        raw.country = payloads.put(country?.code)
        return (UnsafeRawPointer(payloads.put(raw)), AudienceEffects())
    }

    func answer(_ effects: AudienceEffects) -> [String] { effects.names.sorted() }
}

extension ViewExtend: HostedHook {
    private static let largestExtension = 16 * 1024

    static var point: HookPoint { .viewExtend }

    func begin(in payloads: Payloads) -> (payload: UnsafeRawPointer, effects: ExtensionEffects) {
        let subjects = ids.map { id in
            payloads.put(totem_subject(size: UInt32(MemoryLayout<totem_subject>.size), reserved: 0, id: id))
        }
        var event = totem_view_event()
        event.size = UInt32(MemoryLayout<totem_view_event>.size)
        event.kind = payloads.put(kind.rawValue)
        event.for_staff = isForStaff
        event.subjects = payloads.putAll(subjects)
        event.subject_count = subjects.count
        return (UnsafeRawPointer(payloads.put(event)), ExtensionEffects(ids, atMost: Self.largestExtension))
    }

    func answer(_ effects: ExtensionEffects) -> [Int64: [String: JSONValue]] { effects.byID }
}

extension Payloads {
    fileprivate func event(_ customer: User) -> UnsafeRawPointer {
        var event = totem_customer_event()
        event.size = UInt32(MemoryLayout<totem_customer_event>.size)
        event.customer = put(customer)
        return UnsafeRawPointer(put(event))
    }
}
