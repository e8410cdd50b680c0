/// Memory of one statement for the parameters that are bound to it: SQLite reads them there, and need not allocate and free a
/// copy of each. It is made when the first is bound, and used again with every run.
struct LentBytes {
    /// Most statements' texts fit.
    private static let room = 512

    private var start: UnsafeMutableRawPointer?
    private var used = 0

    /// - Returns: a copy that stays until ``takeBack()``; nil when there is no room for it.
    mutating func keep(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawPointer? {
        guard bytes.count <= Self.room - used else { return nil }
        let start = start ?? .allocate(byteCount: Self.room, alignment: 1)
        self.start = start
        let place = start + used
        if let from = bytes.baseAddress { place.copyMemory(from: from, byteCount: bytes.count) }
        used += bytes.count
        return UnsafeRawPointer(place)
    }

    /// SQLite has forgotten its parameters.
    mutating func takeBack() { used = 0 }

    /// The statement is gone.
    func free() { start?.deallocate() }
}
