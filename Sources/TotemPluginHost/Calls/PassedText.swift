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
}
