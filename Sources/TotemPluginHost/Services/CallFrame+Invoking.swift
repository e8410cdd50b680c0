internal import CTotem
internal import Logging
internal import TotemKernel
internal import TotemStore

/// Calling other plugins: their services, and those who listen to a hook of this one.
extension CallFrame {
    /// How deep calls nest.
    private static let deepest = 8
    /// How many slots a call uses in turn, so that it takes long until a pointer that a callee kept means another call.
    private static let mostInnerSlots = 16

    func invoke(
        _ name: totem_str,
        _ signature: totem_str,
        _ arguments: UnsafePointer<totem_value>?,
        _ result: UnsafeMutablePointer<totem_value>?
    ) -> totem_status {
        guard let services = heldServices else { return refuse(TOTEM_MISUSE, Self.nobodyElse) }
        guard let callee = services._withUnsafeGuaranteedRef({ $0.find(name) }) else {
            let absence = services.takeUnretainedValue().absence(of: name.string(atMost: 200) ?? "?")
            return refuse(TOTEM_NOT_FOUND, absence)
        }
        return callee._withUnsafeGuaranteedRef { callee in
            guard callee.signature.matches(signature) else {
                return refuse(TOTEM_INVALID, callee.signature.mismatch(callee.name, signature, "is called as"))
            }
            return run(callee, arguments, result)
        }
    }

    func fire(_ name: totem_str, _ signature: totem_str, _ arguments: UnsafePointer<totem_value>?) -> totem_status {
        guard let services else { return refuse(TOTEM_MISUSE, Self.nobodyElse) }
        let whole = "\(plugin.name).\(name.string(atMost: 200)?.escaped ?? "?")"
        guard let hook = services.hook(whole) else {
            let known = services.hooks(of: plugin.name).joined(separator: ", ")
            return refuse(
                TOTEM_NOT_FOUND,
                "there is no hook \(whole): the plugin has defined \(known.isEmpty ? "none" : known)"
            )
        }
        guard hook.signature.matches(signature) else {
            return refuse(TOTEM_INVALID, hook.signature.mismatch(whole, signature, "is fired as"))
        }
        for listener in hook.listeners {
            let status = run(listener, arguments, nil)
            guard status != TOTEM_OK else { continue }
            guard status == TOTEM_ERROR, listener.failsOpen else { return status }
            log.error(
                "a plugin's hook failed",
                metadata: ["plugin": "\(listener.plugin.name)", "hook": "\(whole)", "why": "\(lastError)"]
            )
        }
        return HostTable.ok
    }

    func keep(_ text: totem_str, _ kept: UnsafeMutablePointer<totem_str>?) -> totem_status {
        guard let kept else { return refuse(TOTEM_INVALID, "totem_keep needs a place for the text") }
        guard let pointer = text.ptr else {
            kept.pointee = text
            return HostTable.ok
        }
        guard text.fits(ServiceValues.largestText) else { return refuse(TOTEM_LIMIT, "a text has at most 1 MiB") }
        guard keptBytes + text.len <= OpenStatement.largestByteCount else {
            return refuse(TOTEM_LIMIT, "a call keeps at most 16 MiB of texts")
        }
        keptBytes += text.len
        kept.pointee = arena.put(UnsafeRawBufferPointer(start: pointer, count: text.len))
        return HostTable.ok
    }

    /// Runs another plugin's function; this call is suspended meanwhile.
    func run(
        _ callee: Callee,
        _ arguments: UnsafePointer<totem_value>?,
        _ result: UnsafeMutablePointer<totem_value>?,
        onlyReads: Bool = false
    ) -> totem_status {
        if let objection = objection(to: callee) { return refuse(TOTEM_MISUSE, objection) }
        if let objection = callee.signature.objection(to: arguments) {
            return refuse(TOTEM_INVALID, "\(callee.title) is \(callee.signature.text): \(objection)")
        }
        let inner = nextInnerSlot()
        var answer = totem_value()
        var pending = InnerCall(
            caller: Unmanaged.passUnretained(self),
            callee: Unmanaged.passUnretained(callee),
            onlyReads: onlyReads
        )
        let thread = slot.pointee.thread
        let status = withUnsafeMutablePointer(to: &pending) { pending in
            inner.pointee.inner = pending
            inner.pointee.hasBeenCalled = false
            inner.pointee.thread = thread
            slot.pointee.thread = 0
            defer {
                slot.pointee.thread = thread
                inner.pointee.thread = 0
                inner.pointee.inner = nil
                inner.pointee.frame = nil
            }
            return callee.call(
                UnsafeMutableRawPointer(inner).assumingMemoryBound(to: totem_call.self),
                arguments,
                &answer
            )
        }
        // What it answers with may lie in the memory of its call.
        guard let frame = pending.frame else {
            let outcome = settle(status, of: callee)
            return outcome == TOTEM_OK ? take(answer, of: callee, into: result) : outcome
        }
        return withExtendedLifetime(frame) {
            let outcome = settle(status, frame)
            return outcome == TOTEM_OK ? take(answer, of: callee, into: result) : outcome
        }
    }

    // MARK: - Before

    private static var nobodyElse: String { "while a plugin is switched or set, it can't call others" }

    private func objection(to callee: Callee) -> String? {
        // Most calls are in none that waits, and an array of none costs as much as the look.
        let outer = around.map { (isIn: $0.running.contains(callee.number), count: $0.running.count) }
        guard !running.contains(callee.number), outer?.isIn != true else {
            return "\(callee.title) is running already: \(words(to: callee))"
        }
        guard running.count + (outer?.count ?? 0) < Self.deepest else {
            return "calls nest at most \(Self.deepest) deep: \(words(to: callee))"
        }
        return nil
    }

    /// `order.placed → loyalty.points_for → …`
    private func words(to callee: Callee) -> String { (way.map(\.name) + [callee.title]).joined(separator: " → ") }

    /// The functions of plugins that run, from the outermost to this one.
    var way: [MutedHooks.Step] {
        (caller?.way ?? around?.way ?? []) + [MutedHooks.Step(plugin: plugin, place: place)]
    }

    /// The hooks that run, from the outermost.
    var hooksAround: [HookPoint] {
        if let caller { return caller.hooksAround }
        return (around?.points ?? []) + (place.point.map { [$0] } ?? [])
    }

    private func nextInnerSlot() -> UnsafeMutablePointer<CallSlot> {
        if innerSlotCount == Self.mostInnerSlots, let next = innerSlot?.pointee.next {
            innerSlot = next
            return next
        }
        let slot = CallSlot.pool.take()
        slot.pointee.next = innerSlot?.pointee.next ?? slot
        innerSlot?.pointee.next = slot
        innerSlot = slot
        innerSlotCount += 1
        return slot
    }

    /// Called when this call ends.
    func giveBackInnerSlots() {
        while innerSlotCount > 0, let slot = innerSlot {
            innerSlotCount -= 1
            innerSlot = slot.pointee.next
            slot.pointee.next = nil
            CallSlot.pool.giveBack(slot)
        }
    }

    // MARK: - After

    /// What came of a callee that has called nothing of the host's.
    private func settle(_ status: totem_status, of callee: Callee) -> totem_status {
        guard status != TOTEM_OK else { return status }
        return refuse(TOTEM_ERROR, "\(callee.title) failed: it returned the status \(status)")
    }

    /// What came of one that has: its no and its failure are this call's to decide about, and leave nothing behind.
    private func settle(_ status: totem_status, _ inner: CallFrame) -> totem_status {
        hostTicks += inner.hostTicks
        if let failure = inner.storeFailure {
            // The transaction can't go on, whatever this plugin makes of it.
            try? inner.end(undo: true)
            storeFailure = failure
            return refuse(TOTEM_STORE, failure.message)
        }
        if let veto = inner.veto(returning: status) {
            guard undo(inner) else { return totem_status(TOTEM_STORE) }
            calledVeto = veto
            return refuse(TOTEM_VETO, "\(inner.place.name) says no: \(veto.code): \(veto.message)")
        }
        let returned = inner.lastError.isEmpty ? "it returned the status \(status)" : inner.lastError
        if let why = inner.failure ?? (status == TOTEM_OK ? nil : returned) {
            guard undo(inner) else { return totem_status(TOTEM_STORE) }
            return refuse(TOTEM_ERROR, "\(inner.place.name) failed: \(why)")
        }
        return end(inner, undo: false) ? HostTable.ok : totem_status(TOTEM_STORE)
    }

    private func undo(_ inner: CallFrame) -> Bool { end(inner, undo: true) }

    /// A statement that was stopped while it wrote has ended the transaction: then nothing goes on.
    private func end(_ inner: CallFrame, undo: Bool) -> Bool {
        do {
            try inner.end(undo: undo)
            return true
        } catch {
            let failure = error as? StoreError ?? StoreError(.interrupted, "\(error)")
            storeFailure = failure
            lastError = failure.message
            return false
        }
    }

    /// Copies a result into this call's memory, where it lives until this call ends.
    private func take(
        _ answer: totem_value,
        of callee: Callee,
        into result: UnsafeMutablePointer<totem_value>?
    ) -> totem_status {
        guard let type = callee.signature.result else { return HostTable.ok }
        var answer = answer
        if let objection = ServiceValues.objection(to: answer, as: type) {
            return refuse(TOTEM_ERROR, "\(callee.title) failed: its result \(objection)")
        }
        if type == .text || type == .json {
            if let pointer = answer.s.ptr, result != nil {
                answer.s = arena.put(UnsafeRawBufferPointer(start: pointer, count: answer.s.len))
            }
        }
        result?.pointee = answer
        return HostTable.ok
    }
}
