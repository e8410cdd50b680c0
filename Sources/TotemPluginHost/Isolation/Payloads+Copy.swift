internal import CTotemIsolation
private import Glibc

/// What a plugin in a process of its own sees of a call's payloads: a copy at the same address, in memory that nothing else of the
/// shop is in.
extension Payloads {
    /// Copies what was put, but for what tells who buys where the plugin is not to know it.
    /// - Parameter copy: where the copy of the whole region begins.
    func copy(to copy: UnsafeMutableRawPointer) -> totem_remote_shown {
        guard plain.isEmpty, let start = PayloadRegion.start, let distance = PayloadRegion.distance else {
            return TOTEM_REMOTE_UNSHOWN
        }
        for (index, run) in blocks.enumerated() {
            let used = index == blocks.count - 1 ? run.size - left : run.used
            let target = copy + (run.start - UnsafeRawPointer(start))
            let source = UnsafeRawBufferPointer(start: run.start + distance, count: used)
            if showsPeople || peoplesTexts.isEmpty {
                target.copyMemory(from: run.start + distance, byteCount: used)
            } else {
                copyWithoutPeople(source, of: run, to: target)
            }
        }
        return blocks.contains { $0.count > 1 } ? TOTEM_REMOTE_SHOWN_LONG : TOTEM_REMOTE_SHOWN
    }

    /// At no time is there more in the copy than the plugin may know: it looks whenever it likes.
    private func copyWithoutPeople(
        _ source: UnsafeRawBufferPointer,
        of run: PayloadBlocks,
        to target: UnsafeMutableRawPointer
    ) {
        guard let start = source.baseAddress else { return }
        var place = 0
        for text in peoplesTexts {
            guard let textStart = text.baseAddress, textStart >= run.start, textStart < run.start + source.count else {
                continue
            }
            let offset = textStart - run.start
            (target + place).copyMemory(from: start + place, byteCount: offset - place)
            memset(target + offset, 0, text.count)
            place = offset + text.count
        }
        (target + place).copyMemory(from: start + place, byteCount: source.count - place)
    }

    /// Gives the memory of a long copy back.
    /// - Parameter file: of the copies.
    func release(from file: Int32) {
        guard let start = PayloadRegion.start else { return }
        for run in blocks where run.count > 1 {
            totem_remote_give_back(file, run.start - UnsafeRawPointer(start), run.size)
        }
    }
}
