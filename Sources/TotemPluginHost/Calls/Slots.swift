internal import CTotem
private import DequeModule
private import Glibc
internal import Synchronization

/// The marks that tell one handle from another: plugins pass pointers.
enum HandleKind {
    static let registry: UInt32 = 0x5245_4749
    static let instance: UInt32 = 0x494E_5354
    static let call: UInt32 = 0x4341_4C4C
    static let statement: UInt32 = 0x5354_4D54
}

/// What a `totem_call *` points to: the part that plugins see, and behind it whose call it is. The memory is never
/// given back, so a pointer that a plugin kept can be told from a good one, and can't crash the shop.
struct CallSlot {
    var head: totem_call
    /// The thread that the call runs on; 0 when it has ended.
    var thread: UInt
    var frame: Unmanaged<CallFrame>?
    /// The hook whose turn it is; nil for a route. Its chain outlives the turn.
    var turn: UnsafePointer<HookTurn>?
    /// Whether the plugin has called the host in this turn.
    var hasBeenCalled = false
    /// Of a plugin that another one calls: its frame is made when it calls the host.
    var inner: UnsafeMutablePointer<InnerCall>?
    /// The slot that its caller uses after it.
    var next: UnsafeMutablePointer<CallSlot>?

    static let pool = SlotPool<CallSlot> {
        CallSlot(
            head: totem_call(
                size: UInt32(MemoryLayout<totem_call>.size),
                kind: HandleKind.call,
                host: HostTable.pointer
            ),
            thread: 0,
            frame: nil
        )
    }
}

/// What a `totem_stmt *` points to, likewise.
struct StatementSlot {
    var head: totem_stmt
    var thread: UInt
    /// Held by its call.
    var statement: Unmanaged<OpenStatement>?

    static let pool = SlotPool<StatementSlot> {
        StatementSlot(
            head: totem_stmt(
                size: UInt32(MemoryLayout<totem_stmt>.size),
                kind: HandleKind.statement,
                host: HostTable.pointer
            ),
            thread: 0,
            statement: nil
        )
    }
}

/// Slots that are free. They are used in turn, so that it takes long until a pointer that was kept means another call.
final class SlotPool<Slot>: Sendable {
    private static var leastFree: Int { 256 }

    /// The slots are plain memory; who took one has it alone until it is given back.
    private struct Free: @unchecked Sendable {
        var slots: Deque<UnsafeMutablePointer<Slot>> = []
    }

    private let free = Mutex(Free())
    private let make: @Sendable () -> Slot

    init(_ make: @escaping @Sendable () -> Slot) {
        self.make = make
    }

    func take() -> UnsafeMutablePointer<Slot> {
        let address = free.withLock { free in
            free.slots.count > Self.leastFree ? free.slots.popFirst().map { UInt(bitPattern: $0) } : nil
        }
        if let address, let slot = UnsafeMutablePointer<Slot>(bitPattern: address) { return slot }
        let slot = UnsafeMutablePointer<Slot>.allocate(capacity: 1)
        slot.initialize(to: make())
        return slot
    }

    func giveBack(_ slot: UnsafeMutablePointer<Slot>) {
        let address = UInt(bitPattern: slot)
        free.withLock { free in
            guard let slot = UnsafeMutablePointer<Slot>(bitPattern: address) else { return }
            free.slots.append(slot)
        }
    }
}

enum CurrentThread {
    /// A number that no other running thread has; never 0.
    static var id: UInt { UInt(pthread_self()) }
}
