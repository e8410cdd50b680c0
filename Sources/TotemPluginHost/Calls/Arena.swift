internal import CTotem

/// Memory that lives as long as one call: the structs that hooks are given, and the texts that they read.
final class Arena {
    private static let chunkSize = 4096
    private var chunks: [UnsafeMutableRawBufferPointer] = []
    private var used = 0

    deinit { forget() }

    /// Nobody looks at what is in it any more.
    func forget() {
        for chunk in chunks { chunk.deallocate() }
        chunks = []
        used = 0
    }

    /// Bytes aligned for every struct of the ABI.
    func allocate(_ size: Int) -> UnsafeMutableRawPointer {
        let start = (used + 15) & ~15
        if let chunk = chunks.last, let base = chunk.baseAddress, start + size <= chunk.count {
            used = start + size
            return base + start
        }
        let chunk = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(size, Self.chunkSize, (chunks.last?.count ?? 0) * 2),
            alignment: 16
        )
        chunks.append(chunk)
        used = size
        guard let base = chunk.baseAddress else { preconditionFailure("an allocation without an address") }
        return base
    }

    func put<Value>(_ value: Value) -> UnsafeMutablePointer<Value> {
        let place = allocate(MemoryLayout<Value>.size).bindMemory(to: Value.self, capacity: 1)
        place.initialize(to: value)
        return place
    }

    /// An array of pointers, as the ABI has arrays.
    func putAll<Value>(_ pointers: [UnsafeMutablePointer<Value>]) -> UnsafePointer<UnsafePointer<Value>?> {
        let place = allocate(max(1, pointers.count) * MemoryLayout<UnsafePointer<Value>?>.stride)
            .bindMemory(to: UnsafePointer<Value>?.self, capacity: max(1, pointers.count))
        for (index, pointer) in pointers.enumerated() { (place + index).initialize(to: UnsafePointer(pointer)) }
        return UnsafePointer(place)
    }

    func put(_ text: String) -> totem_str {
        var text = text
        return text.withUTF8 { put(UnsafeRawBufferPointer($0)) }
    }

    func put(_ text: String?) -> totem_str {
        guard let text else { return totem_str(ptr: nil, len: 0) }
        return put(text)
    }

    func put(_ bytes: UnsafeRawBufferPointer) -> totem_str {
        let place = allocate(max(1, bytes.count))
        if let base = bytes.baseAddress { place.copyMemory(from: base, byteCount: bytes.count) }
        return totem_str(ptr: UnsafePointer(place.assumingMemoryBound(to: CChar.self)), len: bytes.count)
    }
}
