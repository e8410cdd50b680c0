internal import CTotem

/// A struct that plugins pass to the host, or have it filled in. It begins with its size.
///
/// A plugin that was built with an older header passes less than the host knows, one built with a newer header more: both are read as
/// far as both know.
protocol PassedStruct {
    init()

    /// Its size in ABI 1.0: what every plugin has.
    static var firstSize: Int { get }
}

extension PassedStruct {
    /// - Returns: what the plugin passes, and zero where it passes nothing; nil for NULL or a size that is none.
    static func read(_ pointer: UnsafePointer<Self>?) -> Self? {
        guard let pointer, let size = Self.size(UnsafeRawPointer(pointer)) else { return nil }
        var value = Self()
        withUnsafeMutableBytes(of: &value) { bytes in
            bytes.copyMemory(from: UnsafeRawBufferPointer(start: pointer, count: min(size, bytes.count)))
        }
        return value
    }

    /// Fills in as much as the plugin has room for, and leaves its size as it is.
    /// - Returns: false for NULL or a size that is none.
    func write(to pointer: UnsafeMutablePointer<Self>?) -> Bool {
        guard let pointer, let size = Self.size(UnsafeRawPointer(pointer)) else { return false }
        let skipped = MemoryLayout<UInt32>.size
        withUnsafeBytes(of: self) { bytes in
            UnsafeMutableRawBufferPointer(
                rebasing: UnsafeMutableRawBufferPointer(start: pointer, count: size).dropFirst(skipped)
            )
            .copyBytes(from: bytes.prefix(size).dropFirst(skipped))
        }
        return true
    }

    private static func size(_ pointer: UnsafeRawPointer) -> Int? {
        let size = Int(pointer.load(as: UInt32.self))
        return size >= firstSize ? size : nil
    }
}
