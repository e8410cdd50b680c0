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
        /// By how many blocks each run has.
        var runs: [Int: [Int]] = [:]
        var firstUnused = 0
    }

    /// What to add to an address that plugins see to come to where the host writes; nil when the system gives no such memory.
    static let distance: Int? = {
        guard let shown = region.shown, let written = region.written else { return nil }
        return UnsafeMutableRawPointer(written) - UnsafeMutableRawPointer(shown)
    }()

    /// All of it, as plugins see it, and a descriptor for a process that sees it at the same address; -1 when there is none.
    static var shown: (start: UnsafePointer<CChar>?, size: Int, reader: Int32) {
        (UnsafePointer(region.shown), blockSize * Int(TOTEM_PAYLOAD_BLOCKS), totem_payload_reader())
    }

    /// A run of blocks, a power of two of them; nil when there are none left.
    static func take(_ size: Int) -> PayloadBlocks? {
        guard let shown = region.shown else { return nil }
        var count = 1
        while count * blockSize < size { count *= 2 }
        let first = free.withLock { free -> Int? in
            if let first = free.runs[count]?.popLast() { return first }
            guard free.firstUnused + count <= Int(TOTEM_PAYLOAD_BLOCKS) else { return nil }
            defer { free.firstUnused += count }
            return free.firstUnused
        }
        guard let first else { return nil }
        return PayloadBlocks(start: UnsafeRawPointer(shown) + first * blockSize, first: first, count: count)
    }

    static func giveBack(_ blocks: PayloadBlocks) {
        if blocks.count > 1 { totem_payload_release(blocks.first, blocks.count) }
        free.withLock { $0.runs[blocks.count, default: []].append(blocks.first) }
    }
}

/// A run of blocks that belongs to one call.
struct PayloadBlocks {
    /// As plugins see it.
    let start: UnsafeRawPointer
    let first: Int
    let count: Int

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
