internal import CTotemHost
internal import Synchronization

/// The memory of payloads, in blocks: see `totem_payload.h`. Blocks are used again, the latest first, so that a busy shop stays on
/// the same few pages.
enum PayloadRegion {
    static let blockSize = Int(TOTEM_PAYLOAD_BLOCK)

    /// Two addresses that never change.
    nonisolated(unsafe) private static let region = totem_payload_open()
    private static let free = Mutex(FreeBlocks())

    private struct FreeBlocks {
        /// By how often the blocks of a run are doubled.
        var runs: [[Int]] = Array(repeating: [], count: TOTEM_PAYLOAD_BLOCKS.trailingZeroBitCount + 1)
        var firstUnused = 0
    }

    /// What to add to an address that plugins see to come to where the host writes; nil when the system gives no such memory.
    static let distance: Int? = {
        guard let shown = region.shown, let written = region.written else { return nil }
        return UnsafeMutableRawPointer(written) - UnsafeMutableRawPointer(shown)
    }()

    /// All of it, as plugins see it; nil when the system gives no such memory.
    static var start: UnsafePointer<CChar>? { UnsafePointer(region.shown) }
    static let size = blockSize * Int(TOTEM_PAYLOAD_BLOCKS)

    /// A run of blocks, a power of two of them; nil when there are none left.
    static func take(_ size: Int) -> PayloadBlocks? {
        guard let shown = region.shown else { return nil }
        var doublings = 0
        while blockSize << doublings < size { doublings += 1 }
        let count = 1 << doublings
        let first = free.withLock { free -> Int? in
            guard doublings < free.runs.count else { return nil }
            if let first = free.runs[doublings].popLast() { return first }
            guard free.firstUnused + count <= Int(TOTEM_PAYLOAD_BLOCKS) else { return nil }
            defer { free.firstUnused += count }
            return free.firstUnused
        }
        guard let first else { return nil }
        return PayloadBlocks(start: UnsafeRawPointer(shown) + first * blockSize, first: first, count: count)
    }

    static func giveBack(_ blocks: PayloadBlocks) {
        if blocks.count > 1 { totem_payload_release(blocks.first, blocks.count) }
        free.withLock { $0.runs[blocks.count.trailingZeroBitCount].append(blocks.first) }
    }
}

/// A run of blocks that belongs to one call.
struct PayloadBlocks {
    /// As plugins see it.
    let start: UnsafeRawPointer
    let first: Int
    let count: Int
    /// So many bytes from its start belong to the call; the rest is what calls before have left there.
    var used = 0

    var size: Int { count * PayloadRegion.blockSize }

    @inline(__always)
    var isSoiled: Bool {
        for block in first..<first + count where totem_payload_is_soiled(block) { return true }
        return false
    }

    /// Throws away what a plugin has written into them.
    /// - Returns: whether there was anything.
    func restore() -> Bool {
        guard isSoiled else { return false }
        totem_payload_restore(first, count)
        return true
    }
}
