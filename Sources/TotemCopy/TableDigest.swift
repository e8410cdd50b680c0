import Crypto
import TotemStore

/// How many rows a table has, and a sum over them that is the same in whatever order, and on whatever engine, they are
/// read.
public struct TableDigest: Sendable, Hashable {
    public private(set) var rows: Int64 = 0
    /// The sum, modulo 2^128, of the first half of each row's SHA-256.
    private var sum: UInt128 = 0

    init() {}

    /// For people, and for whoever compares copies by hand.
    public var checksum: String {
        let digits = String(sum, radix: 16)
        return String(repeating: "0", count: 32 - digits.count) + digits
    }

    /// - Parameter row: the values of the columns in the order of their names.
    mutating func add(_ row: [SQLValue]) {
        var bytes: [UInt8] = []
        for value in row { value.append(to: &bytes) }
        let hash = SHA256.hash(data: bytes)
        sum &+= hash.prefix(16).reduce(0) { $0 << 8 | UInt128($1) }
        rows += 1
    }
}

extension SQLValue {
    /// Its kind, its length where that varies, and its bytes: no two values have the same.
    fileprivate func append(to bytes: inout [UInt8]) {
        switch self {
        case .null:
            bytes.append(UInt8(ascii: "n"))
        case .integer(let number):
            bytes.append(UInt8(ascii: "i"))
            Self.append(UInt64(bitPattern: number), to: &bytes)
        case .real(let number):
            bytes.append(UInt8(ascii: "r"))
            // Zero has two signs, of which an engine may keep one.
            Self.append(number == 0 ? 0 : number.bitPattern, to: &bytes)
        case .text(let text):
            bytes.append(UInt8(ascii: "t"))
            Self.append(UInt64(text.utf8.count), to: &bytes)
            bytes.append(contentsOf: text.utf8)
        case .blob(let blob):
            bytes.append(UInt8(ascii: "b"))
            Self.append(UInt64(blob.count), to: &bytes)
            bytes.append(contentsOf: blob)
        }
    }

    private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
        for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }
}
