internal import CTotem
internal import Logging
internal import TotemKernel
internal import TotemStore

/// One call of a hook, route or service, or the chain of one hook over all plugins: what it runs on, and what it has said.
///
/// It is used by one thread. `UnsafeMutablePointer<totem_call>` is its face to plugins, see ``CallSlot``.
final class CallFrame {
    private let transaction: HookCall?
    /// That of the call: asked for with every statement, and cheaper to hand out than the whole call.
    private let openTransaction: Transaction?
    /// What it has outside of transactions; nil in one.
    let outside: OutsideCall?
    /// The time that plugins are told.
    let now: Timestamp
    /// The run of a job that it is, or that its transaction is of.
    var run: JobRun?
    /// What plugins are given.
    let payloads = Payloads()
    /// The texts that functions of the host answer with.
    let arena = Arena()
    let slot: UnsafeMutablePointer<CallSlot>
    let log: Logger

    /// Which function of a plugin runs.
    let place: CallPlace
    /// The first plugin whose turn it is; the others are held by their chain.
    private let first: ActivePlugin
    /// The call of the plugin that calls this one, suspended until this one ends; nil for a call of the shop's.
    let caller: CallFrame?
    /// Whether its statements only read, whatever its place.
    let onlyReads: Bool
    /// The services and listeners that run, from the outermost to this one, by their numbers.
    let running: [Int]
    /// The slot of the last call that this one has made, in a ring of them. They are used in turn, and are this call's alone until it
    /// ends.
    var innerSlot: UnsafeMutablePointer<CallSlot>?
    var innerSlotCount = 0
    /// The services of the request's plugins, when one was asked for.
    var services: ServiceTable? { heldServices?.takeUnretainedValue() }
    /// The same without counting a reference: the request's plugins hold it.
    private(set) lazy var heldServices: Unmanaged<ServiceTable>? =
        PluginSet.behind(call.context.hooks).map { Unmanaged.passUnretained($0.services) }

    /// What the plugin said, until its turn ends.
    var veto: Veto?
    var failure: String?
    var lastError = ""
    /// What the plugin that failed did wrong.
    var whyFailed: String?
    /// The store's own trouble during a statement of the plugin's. The transaction can't go on after it, whatever the
    /// plugin makes of it.
    var storeFailure: StoreError?
    /// The no of a plugin that it has called: its own, when it returns that.
    var calledVeto: Veto?
    /// What went wrong in a service that its SQL has called.
    var functionFailure: String?

    /// The type of the hook that runs, or whose function has called this one; nil elsewhere, and where events are told.
    var hook: ObjectIdentifier?
    /// The functions that wait until what they have asked of the host is done, in which this call is; nil when none do.
    private(set) lazy var around: MutedHooks? = transaction?.context.hooks as? MutedHooks
    /// What the hook's plugins ask for; nil for a route.
    var effects: (any HookEffects)?
    /// What plugins have fetched for the cart that the hook is about; nil: it is about none.
    var quotes: [String: [String: JSONValue]]?
    /// Of a route.
    var request: RequestState?

    var statements: [OpenStatement] = []
    var readRows = 0
    var readBytes = 0
    /// What its open statements hold of texts: bound ones, and those of rows that are not read from the database as they are taken.
    var heldBytes = 0
    /// Of what ``keep(_:_:)`` has copied.
    var keptBytes = 0
    /// The names that were taken with `totem_lock`.
    var locks: Set<String> = []
    /// When the turn's SQL is stopped; nil until it has run some.
    var sqlDeadline: Deadline?
    /// What the host has taken in the turn, which may have waited for what another order holds.
    var hostTicks: UInt64 = 0
    private(set) var hasSavepoint = false

    struct Veto: Sendable {
        let status: Int32
        let code: String
        let message: String
        var fields: [KernelError.Field]
    }

    convenience init(_ call: HookCall, _ plugin: ActivePlugin, _ place: CallPlace, _ log: Logger) {
        self.init(call, nil, call.now, plugin, place, log)
    }

    /// A call in no transaction.
    convenience init(outside: OutsideCall, _ plugin: ActivePlugin, _ place: CallPlace, _ log: Logger) {
        self.init(nil, outside, outside.context.now, plugin, place, log)
    }

    private init(
        _ transaction: HookCall?,
        _ outside: OutsideCall?,
        _ now: Timestamp,
        _ plugin: ActivePlugin,
        _ place: CallPlace,
        _ log: Logger
    ) {
        self.transaction = transaction
        openTransaction = transaction?.tx
        self.outside = outside
        self.now = now
        first = plugin
        self.place = place
        self.log = log
        caller = nil
        onlyReads = false
        running = place.callee.map { [$0.number] } ?? []
        slot = CallSlot.pool.take()
        slot.pointee.turn = nil
        slot.pointee.hasBeenCalled = false
        slot.pointee.frame = Unmanaged.passUnretained(self)
        slot.pointee.thread = CurrentThread.id
    }

    /// The call of a plugin that another one calls, in a slot that the caller keeps.
    init(_ inner: InnerCall, in slot: UnsafeMutablePointer<CallSlot>) {
        let caller = inner.caller.takeUnretainedValue()
        let callee = inner.callee.takeUnretainedValue()
        transaction = caller.transaction
        openTransaction = caller.openTransaction
        outside = caller.outside
        now = caller.now
        first = callee.plugin
        place = .callee(callee)
        running = caller.running + [callee.number]
        log = caller.log
        self.caller = caller
        onlyReads = inner.onlyReads || !caller.mayWrite
        self.slot = slot
        hook = caller.hook
        around = caller.around
        heldServices = caller.heldServices
        slot.pointee.frame = Unmanaged.passUnretained(self)
    }

    deinit {
        closeStatements()
        giveBackInnerSlots()
        guard caller == nil else { return }
        slot.pointee.thread = 0
        slot.pointee.frame = nil
        slot.pointee.turn = nil
        CallSlot.pool.giveBack(slot)
    }

    var raw: UnsafeMutablePointer<totem_call> {
        UnsafeMutableRawPointer(slot).assumingMemoryBound(to: totem_call.self)
    }

    /// What the functions of transactions work on: none of them gets a frame that has no transaction.
    var call: HookCall {
        guard let transaction else { preconditionFailure("\(place.name) runs in no transaction") }
        return transaction
    }

    var tx: Transaction {
        guard let openTransaction else { preconditionFailure("\(place.name) runs in no transaction") }
        return openTransaction
    }

    /// The call behind a pointer that a plugin passes; nil when it has ended, belongs to another thread, or runs in no
    /// transaction.
    static func of(_ call: UnsafeMutablePointer<totem_call>?) -> CallFrame? {
        guard let frame = anywhere(call), frame.isInTransaction else { return nil }
        return frame
    }

    /// The same for functions that need no transaction.
    static func anywhere(_ call: UnsafeMutablePointer<totem_call>?) -> CallFrame? {
        behind(call)?.takeUnretainedValue()
    }

    /// The same as ``of(_:)`` for what costs little itself: no reference is counted. Who runs the call holds its frame.
    @inline(__always)
    static func with<Value>(
        _ call: UnsafeMutablePointer<totem_call>?,
        else misuse: Value,
        _ body: (CallFrame) -> Value
    ) -> Value {
        guard let frame = behind(call) else { return misuse }
        return frame._withUnsafeGuaranteedRef { $0.isInTransaction ? body($0) : misuse }
    }

    /// Says so where it is not.
    private var isInTransaction: Bool {
        guard openTransaction == nil else { return true }
        lastError = "\(place.name) runs in no transaction; totem_transaction opens one for this function"
        return false
    }

    private static func behind(_ call: UnsafeMutablePointer<totem_call>?) -> Unmanaged<CallFrame>? {
        guard let call else { return nil }
        let slot = UnsafeMutableRawPointer(call).assumingMemoryBound(to: CallSlot.self)
        guard slot.pointee.head.kind == HandleKind.call, slot.pointee.thread == CurrentThread.id else { return nil }
        slot.pointee.hasBeenCalled = true
        return slot.pointee.frame ?? InnerCall.frame(in: slot)
    }

    /// For who shows a plugin what it is called with: that is no question of the plugin's.
    @inline(__always)
    static func withPayloads<Value>(
        _ call: UnsafeMutablePointer<totem_call>?,
        _ body: (Payloads) -> Value
    ) -> Value? {
        guard let call else { return nil }
        let slot = UnsafeMutableRawPointer(call).assumingMemoryBound(to: CallSlot.self)
        return slot.pointee.frame?._withUnsafeGuaranteedRef { body($0.payloads) }
    }

    /// A plugin in a process of its own has a copy of all that it was answered with.
    static func forgetAnswers(of call: UnsafeMutablePointer<totem_call>?) {
        anywhere(call)?.arena.forget()
    }

    /// Whether its plugin runs now, and not one that it has called.
    var isCurrent: Bool { slot.pointee.thread == CurrentThread.id }

    /// The plugin that runs now.
    var plugin: ActivePlugin { slot.pointee.turn?.pointee.plugin.takeUnretainedValue() ?? first }

    /// Whether the plugin that runs now has called the host in this turn. Until then it can have said nothing.
    var hasBeenCalled: Bool { slot.pointee.hasBeenCalled }

    /// The next plugin's turn.
    @inline(__always)
    func begin(_ turn: UnsafePointer<HookTurn>) { slot.pointee.turn = turn }

    /// Forgets what a plugin has said in its turn. The limits of a turn are its own, and so is what `totem_last_error` says.
    func forgetTurn() {
        slot.pointee.hasBeenCalled = false
        veto = nil
        calledVeto = nil
        functionFailure = nil
        failure = nil
        lastError = ""
        readRows = 0
        readBytes = 0
        keptBytes = 0
        if !locks.isEmpty { locks = [] }
        sqlDeadline = nil
        hostTicks = 0
    }

    /// Ends a plugin's turn: its statements are closed, and what it wrote is undone if it failed and may fail.
    func end(undo: Bool) throws {
        if !statements.isEmpty { closeStatements() }
        guard hasSavepoint else { return }
        hasSavepoint = false
        try tx.closeSavepoint(undo: undo)
    }

    /// Throws away what the plugin has written into what it was given; the next one sees it as it was.
    func restorePayloads() {
        guard payloads.restore() else { return }
        log.warning(
            "a plugin writes into what it is given to read",
            metadata: ["plugin": "\(plugin.name)", "place": "\(place.name)"]
        )
    }

    /// The collected effects of the hook that runs, where the function is one of its effects.
    func effects<Effects: HookEffects>(_ effect: HookEffect, _ type: Effects.Type) -> Effects? {
        if let effects = effects as? Effects, place.point?.effects.contains(effect) == true { return effects }
        let places = HookPoint.allCases.filter { $0.effects.contains(effect) }.map(\.rawValue)
        lastError = "\(effect.function) means nothing in \(place.name); it is for \(places.joined(separator: ", "))"
        return nil
    }

    /// Whether the plugin may write: not where its answer may be kept, or asked for at any time.
    var mayWrite: Bool { !onlyReads && place.point?.context != .pure }

    /// Why it may not.
    var whyItOnlyReads: String {
        guard let caller, onlyReads else { return "\(place.name) is pure: its statements only read" }
        return caller.mayWrite
            ? "\(place.name) is called from SQL: its statements only read"
            : "\(place.name) only reads here: \(caller.whyItOnlyReads)"
    }

    /// What the plugin refuses with, when it does: its own no, that of a plugin that it has called, or one without words.
    func veto(returning status: totem_status) -> Veto? {
        guard veto == nil, status == TOTEM_VETO else { return veto }
        guard calledVeto == nil, place.point?.mayVeto ?? true else { return calledVeto }
        let message = "The plugin \(plugin.name) refuses this without a reason."
        return Veto(status: 422, code: "refused", message: message, fields: [])
    }

    /// Called before a plugin writes: what a hook that may fail, or a service, has written can then be undone alone.
    func willWrite() throws {
        try caller?.willWrite()
        guard caller != nil || slot.pointee.turn?.pointee.failsOpen == true, !hasSavepoint else { return }
        try tx.openSavepoint()
        hasSavepoint = true
    }

    /// Keeps what was wrong for `totem_last_error`.
    func refuse(_ status: Int, _ message: String) -> totem_status {
        lastError = message
        return totem_status(status)
    }

    private func closeStatements() {
        for statement in statements { statement.close() }
        statements.removeAll(keepingCapacity: true)
    }
}
