internal import CTotem

/// Texts at the border: `totem_str` is borrowed for the time of a call, `String` is kept.
enum Text {
    /// Lends the bytes of a string to a function of the host, which copies them before it returns.
    static func with<Result>(_ string: String, _ body: (totem_str) throws -> Result) rethrows -> Result {
        var string = string
        return try string.withUTF8 { bytes in
            try bytes.withMemoryRebound(to: CChar.self) { characters in
                try body(totem_str(ptr: characters.baseAddress ?? empty, len: characters.count))
            }
        }
    }

    /// The same for a text that may be left out.
    static func with<Result>(_ string: String?, _ body: (totem_str) throws -> Result) rethrows -> Result {
        guard let string else { return try body(totem_str(ptr: nil, len: 0)) }
        return try with(string, body)
    }

    /// Lends bytes that need not be text.
    static func with<Result>(bytes: [UInt8], _ body: (totem_str) throws -> Result) rethrows -> Result {
        try bytes.withUnsafeBytes { bytes in
            let characters = bytes.assumingMemoryBound(to: CChar.self)
            return try body(totem_str(ptr: characters.baseAddress ?? empty, len: characters.count))
        }
    }

    /// The same for several of them.
    static func withAll<Result>(_ strings: [String?], _ body: ([totem_str]) throws -> Result) rethrows -> Result {
        guard let first = strings.first else { return try body([]) }
        return try with(first) { text in
            try withAll(Array(strings.dropFirst())) { rest in try body([text] + rest) }
        }
    }

    /// The name of something that the plugin writes as a literal.
    static func pointer(_ literal: StaticString) -> UnsafePointer<CChar> {
        UnsafeRawPointer(literal.utf8Start).assumingMemoryBound(to: CChar.self)
    }

    /// An empty text has an address, or it would be none.
    private static var empty: UnsafePointer<CChar> { pointer("") }
}

extension String {
    init(_ text: totem_str) {
        let bytes = UnsafeRawBufferPointer(start: text.ptr, count: text.ptr == nil ? 0 : text.len)
        self.init(decoding: bytes, as: UTF8.self)
    }
}

extension Optional where Wrapped == String {
    init(_ text: totem_str) {
        self = text.ptr == nil ? nil : String(text)
    }
}
