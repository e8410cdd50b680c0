internal import CTotemHost
internal import CTotemIsolation
private import Glibc

/// What a plugin in a process of its own sees of a call's payloads: a copy at the same address, in memory that nothing else of the
/// shop is in.
struct PayloadCopy {
    /// Where the copy of the whole region begins.
    let start: UnsafeMutableRawPointer
    let remote: OpaquePointer
    /// What was put after this is not in it yet.
    fileprivate var run = 0
    fileprivate var used = 0

    init(start: UnsafeMutableRawPointer, remote: OpaquePointer) {
        self.start = start
        self.remote = remote
    }

    /// Where something of the region lies in it; nil when there is no memory for it.
    fileprivate func place(of shown: UnsafeRawPointer, _ size: Int) -> UnsafeMutableRawPointer? {
        guard let region = PayloadRegion.start else { return nil }
        let offset = shown - UnsafeRawPointer(region)
        return totem_remote_make_room(remote, offset + size) ? start + offset : nil
    }
}

extension Payloads {
    /// Copies what was put, but for what tells who buys where the plugin is not to know it. What is edited from now on is edited there
    /// as well.
    /// - Returns: false when some of it does not lie in the region, or there is no memory.
    func show(in copy: PayloadCopy) -> Bool {
        var copy = copy
        guard putNews(into: &copy) else { return false }
        self.copy = copy
        return true
    }

    /// The plugin has returned.
    /// - Parameters:
    ///   - file: of the copies. The memory of a long one is given back.
    ///   - hasWritten: whether it has written into its copy, which counts as if it had into what others see.
    func hide(from file: Int32, _ hasWritten: Bool) {
        copy = nil
        if hasWritten, let run = blocks.first { totem_payload_soil(run.first) }
        guard hasLongRuns, let start = PayloadRegion.start else { return }
        for run in blocks where run.count > 1 {
            totem_remote_give_back(file, run.start - UnsafeRawPointer(start), run.size)
        }
    }

    /// Copies what the host has edited, and what it has put since.
    func copy(_ edited: UnsafeRawPointer, _ size: Int) {
        guard copyNews(), let place = copy?.place(of: edited, size) else { return }
        totem_remote_copy(place, edited + distance, size)
    }

    private func copyNews() -> Bool {
        guard var copy, putNews(into: &copy) else { return false }
        self.copy = copy
        return true
    }

    private func putNews(into copy: inout PayloadCopy) -> Bool {
        guard plain.isEmpty else { return false }
        for index in copy.run..<blocks.count {
            let run = blocks[index]
            let begin = index == copy.run ? copy.used : 0
            let end = index == blocks.count - 1 ? run.size - left : run.used
            guard let target = copy.place(of: run.start, run.size) else { return false }
            copyPart(of: run, begin, end, to: target)
            copy.used = end
        }
        copy.run = max(0, blocks.count - 1)
        return true
    }

    /// At no time is there more in the copy than the plugin may know: it looks whenever it likes.
    private func copyPart(of run: PayloadBlocks, _ begin: Int, _ end: Int, to target: UnsafeMutableRawPointer) {
        let source = run.start + distance
        var place = begin
        for text in showsPeople ? [] : peoplesTexts {
            guard let start = text.baseAddress, start >= run.start + begin, start < run.start + end else { continue }
            let offset = start - run.start
            totem_remote_copy(target + place, source + place, offset - place)
            memset(target + offset, 0, text.count)
            place = offset + text.count
        }
        totem_remote_copy(target + place, source + place, end - place)
    }
}
