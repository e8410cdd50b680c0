internal import CTotem
private import Crypto

/// `totem_hmac_sha256`
extension CallFrame {
    private static let largestSigned = 16 << 20

    func hmacSHA256(
        _ key: totem_str,
        _ message: totem_str,
        _ code: UnsafeMutablePointer<totem_str>?
    ) -> totem_status {
        guard let code else { return refuse(TOTEM_INVALID, "totem_hmac_sha256 needs a place for the code") }
        guard let key = signed(key), let message = signed(message) else {
            return refuse(TOTEM_LIMIT, "a key and a message have at most 16 MiB")
        }
        let made = HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key))
        code.pointee = made.withUnsafeBytes { arena.put($0) }
        return HostTable.ok
    }

    /// No text is no bytes; nil when there are too many.
    private func signed(_ bytes: totem_str) -> UnsafeRawBufferPointer? {
        guard let pointer = bytes.ptr else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        return bytes.fits(Self.largestSigned) ? UnsafeRawBufferPointer(start: pointer, count: bytes.len) : nil
    }
}
