internal import CTotem
internal import TotemKernel

/// Texts that a plugin passes.
extension totem_str {
    /// A `size_t` beyond `Int.max` comes as a negative number, and is too long as well.
    func fits(_ limit: Int) -> Bool { (0...limit).contains(len) }

    /// The text, copied, and composed as all that comes in from outside is; nil when it is none, too long, or no UTF-8.
    func string(atMost limit: Int) -> String? { exactString(atMost: limit)?.composed() }

    /// The same as it is: what goes on to another program, or came from a store, is nobody's to change.
    func exactString(atMost limit: Int) -> String? {
        guard let ptr, fits(limit) else { return nil }
        return String(validating: UnsafeRawBufferPointer(start: ptr, count: len), as: UTF8.self)
    }

    /// Whether it is the same, byte by byte. For names and signatures, which are few bytes: eight are compared at a time, and the
    /// last ones overlap those before them.
    func equals(_ other: totem_str) -> Bool {
        guard len == other.len, len > 0 else { return len == other.len }
        guard let ptr, let theirs = other.ptr else { return false }
        let (own, other) = (UnsafeRawPointer(ptr), UnsafeRawPointer(theirs))
        guard len >= 8 else { return Self.equal(own, other, few: len) }
        var place = 0
        while place < len - 8 {
            guard Self.equal(own, other, at: place, UInt64.self) else { return false }
            place += 8
        }
        return Self.equal(own, other, at: len - 8, UInt64.self)
    }

    /// One number for equal texts, of the first eight bytes and the last: it finds a name, and tells no secret.
    var hash: UInt64 {
        guard let ptr, len > 0 else { return 0 }
        let bytes = UnsafeRawBufferPointer(start: ptr, count: len)
        guard len >= 8 else { return bytes.reduce(0) { ($0 << 8 | UInt64($1)) &* 0x9E37_79B9_7F4A_7C15 } }
        let first = bytes.loadUnaligned(as: UInt64.self)
        let last = bytes.loadUnaligned(fromByteOffset: len - 8, as: UInt64.self)
        let mixed = (first ^ (last << 31 | last >> 33)) &* 0x9E37_79B9_7F4A_7C15
        return mixed ^ mixed >> 32
    }

    private static func equal(_ own: UnsafeRawPointer, _ other: UnsafeRawPointer, few count: Int) -> Bool {
        if count >= 4 {
            return equal(own, other, at: 0, UInt32.self) && equal(own, other, at: count - 4, UInt32.self)
        }
        return (0..<count).allSatisfy { equal(own, other, at: $0, UInt8.self) }
    }

    @inline(__always)
    private static func equal<Word: FixedWidthInteger & BitwiseCopyable>(
        _ own: UnsafeRawPointer,
        _ other: UnsafeRawPointer,
        at place: Int,
        _: Word.Type
    ) -> Bool {
        own.loadUnaligned(fromByteOffset: place, as: Word.self)
            == other.loadUnaligned(fromByteOffset: place, as: Word.self)
    }
}
