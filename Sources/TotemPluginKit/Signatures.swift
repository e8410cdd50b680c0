internal import CTotem

/// What tells that another service has sent something, and nobody else.
extension Call {
    /// The HMAC-SHA256 of a message under a key: 32 bytes. Compare codes with ``Secret/equal(_:_:)``.
    public func hmacSHA256(key: [UInt8], message: [UInt8]) throws -> [UInt8] {
        var code = totem_str()
        let status = Text.with(bytes: key) { key in
            Text.with(bytes: message) { message in totem_hmac_sha256(raw, key, message, &code) }
        }
        try HostError.check(status)
        return Array(UnsafeRawBufferPointer(start: code.ptr, count: code.ptr == nil ? 0 : code.len))
    }
}

/// What others must not guess.
public enum Secret {
    /// Whether both have the same bytes, found out in a time that does not tell how many are right.
    public static func equal(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        Text.with(bytes: one) { one in Text.with(bytes: other) { other in totem_equal_secret(one, other) } }
    }
}
