internal import CTotem
internal import CTotemHost
internal import TotemKernel

/// The structs that the plugins of one call are shown, in memory that they can only read.
///
/// Each is written when it is put, and may be edited by the host alone.
final class Payloads {
    @exclusivity(unchecked) private(set) var blocks: [PayloadBlocks] = []
    /// Whether one of them is more than a block.
    private(set) var hasLongRuns = false
    /// Where the region has no room: plain memory, which no plugin is kept from writing into.
    @exclusivity(unchecked) private(set) var plain: [UnsafeMutableRawBufferPointer] = []
    /// As plugins see it.
    private var place: UnsafeRawPointer?
    private(set) var left = 0
    /// Of what plugins have put in the place of something else. What was there keeps its room until the call ends, and the region is
    /// all calls'.
    private var replacedBytes = 0
    static let mostReplacedBytes = 64 << 20
    /// From there to where the host writes.
    private(set) var distance = 0
    /// What is shown to a plugin in a process of its own, while it runs.
    var copy: PayloadCopy?
    /// The one that was put last. Carts and orders, and what they are billed and sent to, mostly have the same.
    var lastAddress: (of: Address, shown: UnsafePointer<totem_address>)?
    /// Whether some plugin of the call may not know who buys: then what tells it can be taken away. Said before anything is put.
    var hidesPeople = false
    private(set) var showsPeople = true
    /// Where it stands that tells who buys, as plugins see it, in the order in which it was put.
    @exclusivity(unchecked) private(set) var peoplesTexts: [UnsafeRawBufferPointer] = []
    /// Each shows some of it, or takes it away.
    private var peoplesData: [(Payloads, Bool) -> Void] = []

    deinit {
        for run in blocks {
            _ = run.restore()
            PayloadRegion.giveBack(run)
        }
        for memory in plain { memory.deallocate() }
    }

    /// Whether a plugin has written into them.
    var isSoiled: Bool { blocks.contains(where: \.isSoiled) }

    /// For who asks that after every call of a plugin, once everything is put.
    var watch: PayloadWatch {
        let note = blocks.count == 1 && blocks[0].count == 1 ? totem_payload_note(blocks[0].first) : nil
        return PayloadWatch(note: note, payloads: self)
    }

    /// Shows what the host has written: a plugin that has kept a pointer of an earlier call may have made a page its own.
    func settle() {
        if isSoiled { _ = restore() }
    }

    /// Throws away what a plugin has written into them.
    /// - Returns: whether it has.
    func restore() -> Bool {
        var hasWritten = false
        for run in blocks where run.restore() { hasWritten = true }
        return hasWritten
    }

    func put<Value>(_ value: Value) -> UnsafePointer<Value> {
        let (shown, written) = allocate(MemoryLayout<Value>.size)
        written.bindMemory(to: Value.self, capacity: 1).initialize(to: value)
        return shown.assumingMemoryBound(to: Value.self)
    }

    /// Asked before a plugin's text is put in the place of another one.
    /// - Returns: false when that is more than the plugins of a call may change.
    func mayReplace(_ text: totem_str) -> Bool {
        guard text.len <= Self.mostReplacedBytes - replacedBytes else { return false }
        // What it is put with takes some, too.
        replacedBytes += text.len + 64
        return true
    }

    /// Changes what was put.
    func edit<Value>(_ pointer: UnsafePointer<Value>, _ change: (inout Value) -> Void) {
        change(&UnsafeMutablePointer(mutating: pointer.advanced(byBytes: editDistance(of: pointer))).pointee)
        if copy != nil { copy(UnsafeRawPointer(pointer), MemoryLayout<Value>.size) }
    }

    /// The same for what tells who buys.
    /// - Parameter change: given whether it is to be seen.
    func putOfPeople<Value>(_ value: Value, _ change: @escaping (inout Value, Bool) -> Void) -> UnsafePointer<Value> {
        let shown = put(value)
        if hidesPeople {
            peoplesData.append { payloads, isSeen in payloads.edit(shown) { change(&$0, isSeen) } }
        }
        return shown
    }

    /// Shows who buys, or takes it away, for the plugin whose turn comes.
    func show(people isSeen: Bool) {
        guard isSeen != showsPeople else { return }
        showsPeople = isSeen
        for change in peoplesData { change(self, isSeen) }
    }

    /// An array of pointers, as the ABI has arrays.
    func putAll<Value>(_ pointers: [UnsafePointer<Value>]) -> UnsafePointer<UnsafePointer<Value>?> {
        let (shown, written) = allocate(max(1, pointers.count) * MemoryLayout<UnsafePointer<Value>?>.stride)
        let places = written.bindMemory(to: UnsafePointer<Value>?.self, capacity: max(1, pointers.count))
        for (index, pointer) in pointers.enumerated() { (places + index).initialize(to: pointer) }
        return shown.assumingMemoryBound(to: UnsafePointer<Value>?.self)
    }

    func put(_ text: String) -> totem_str {
        var text = text
        return text.withUTF8 { put(UnsafeRawBufferPointer($0)) }
    }

    func put(_ text: String?) -> totem_str {
        guard let text else { return totem_str(ptr: nil, len: 0) }
        return put(text)
    }

    /// A text that tells who buys.
    func putOfPeople(_ text: String?) -> totem_str {
        let shown = put(text)
        if hidesPeople, let start = shown.ptr {
            peoplesTexts.append(UnsafeRawBufferPointer(start: start, count: Int(shown.len)))
        }
        return shown
    }

    func put(_ bytes: UnsafeRawBufferPointer) -> totem_str {
        let (shown, written) = allocate(max(1, bytes.count))
        if let base = bytes.baseAddress { written.copyMemory(from: base, byteCount: bytes.count) }
        return totem_str(ptr: shown.assumingMemoryBound(to: CChar.self), len: bytes.count)
    }

    /// Bytes aligned for every struct of the ABI: where plugins see them, and where the host writes them.
    private func allocate(_ size: Int) -> (shown: UnsafeRawPointer, written: UnsafeMutableRawPointer) {
        let size = (size + 15) & ~15
        if left < size { grow(size) }
        guard let start = place else { preconditionFailure("an allocation without an address") }
        place = start + size
        left -= size
        let written = UnsafeMutableRawPointer(mutating: start + distance)
        // What a call before has left there is not for the plugins of this one.
        (written + size - 16).storeBytes(of: (0, 0), as: (UInt64, UInt64).self)
        return (start, written)
    }

    private func grow(_ size: Int) {
        if !blocks.isEmpty { blocks[blocks.count - 1].used = blocks[blocks.count - 1].size - left }
        if let distance = PayloadRegion.distance, let run = PayloadRegion.take(size) {
            blocks.append(run)
            if run.count > 1 { hasLongRuns = true }
            place = run.start
            left = run.size
            self.distance = distance
            return
        }
        let memory = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(size, PayloadRegion.blockSize),
            alignment: 16
        )
        plain.append(memory)
        place = memory.baseAddress.map { UnsafeRawPointer($0) }
        left = memory.count
        distance = 0
    }

    private func editDistance<Value>(of pointer: UnsafePointer<Value>) -> Int {
        let address = UnsafeRawPointer(pointer)
        let isInRegion = blocks.contains { $0.start <= address && address < $0.start + $0.size }
        return isInRegion ? PayloadRegion.distance ?? 0 : 0
    }
}

extension UnsafePointer {
    fileprivate func advanced(byBytes count: Int) -> UnsafePointer<Pointee> {
        (UnsafeRawPointer(self) + count).assumingMemoryBound(to: Pointee.self)
    }
}

extension CallFrame {
    /// Asked before a plugin's text is put in the place of another one.
    func refuseToReplace(_ text: totem_str) -> totem_status? {
        guard !payloads.mayReplace(text) else { return nil }
        return refuse(TOTEM_LIMIT, "the plugins of a call change at most \(Payloads.mostReplacedBytes >> 20) MiB")
    }
}

/// Whether a plugin has written into the payloads of a call, which is one load for most calls.
struct PayloadWatch {
    /// Of the only block; nil where there are several, or none.
    fileprivate let note: UnsafePointer<Bool>?
    fileprivate let payloads: Payloads

    @inline(__always)
    var isSoiled: Bool { note?.pointee ?? payloads.isSoiled }
}
