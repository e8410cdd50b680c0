private import Crypto

/// The place in an ordered list after which the next page begins: the last row's values of the order's columns.
///
/// Clients see a beginning that nobody types by chance, base64url and no more. It names its list and carries a check sum, so that a cursor that was cut,
/// edited or taken from another list is refused. It is no secret: what it gives access to is checked as always.
public struct Cursor: Sendable, Hashable {
    public enum Value: Sendable, Hashable {
        case integer(Int64)
        case text(String)
    }

    public let order: String
    public let values: [Value]

    public init(_ order: String, _ values: [Value]) {
        self.order = order
        self.values = values
    }

    /// Whether it is written as cursors are, whether or not a list has given it.
    static func isWellFormed(_ text: String) -> Bool {
        text.hasPrefix(beginning) && lengths.contains(text.utf8.count)
            && text.utf8.dropFirst(beginning.utf8.count).allSatisfy(Base64URL.isLetter)
    }

    /// Reads what ``text`` gave.
    /// - Throws: ``KernelError`` naming `cursor`: that it is badly written, or that this list has not given it.
    public init(_ text: String, in order: String) throws(KernelError) {
        guard Self.isWellFormed(text) else { throw .invalid("cursor", Self.rule) }
        guard let bytes = Base64URL.decode(text.dropFirst(Self.beginning.count)),
            bytes.count > Self.checkLength,
            Array(bytes.suffix(Self.checkLength)) == Self.check(bytes.dropLast(Self.checkLength)),
            let cursor = Self.parse(bytes.dropLast(Self.checkLength)), cursor.order == order
        else { throw .badCursor }
        self = cursor
    }

    /// The number at `index`.
    /// - Throws: ``KernelError`` naming `cursor` when there is none.
    public func integer(_ index: Int) throws(KernelError) -> Int64 {
        guard values.indices.contains(index), case .integer(let value) = values[index] else { throw .badCursor }
        return value
    }

    /// The text at `index`.
    /// - Throws: ``KernelError`` naming `cursor` when there is none.
    public func text(_ index: Int) throws(KernelError) -> String {
        guard values.indices.contains(index), case .text(let value) = values[index] else { throw .badCursor }
        return value
    }

    /// What clients are given: the parts one after another, each with its tag, and the check sum.
    public var text: String {
        var bytes: [UInt8] = []
        Self.append(.text(order), to: &bytes)
        for value in values { Self.append(value, to: &bytes) }
        return Self.beginning + Base64URL.encode(bytes + Self.check(bytes[...]))
    }

    package static let beginning = "next_"
    /// With its beginning.
    package static let lengths = 16...4096
    static let rule = "must be the next_cursor of an earlier page of this list, unchanged"
    private static let checkLength = 4
    private static let integerTag: UInt8 = 1
    private static let textTag: UInt8 = 2

    private static func check(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        Array(SHA256.hash(data: Array(bytes)).prefix(checkLength))
    }

    private static func append(_ value: Value, to bytes: inout [UInt8]) {
        switch value {
        case .integer(let number):
            bytes.append(integerTag)
            appendBigEndian(UInt64(bitPattern: number), to: &bytes)
        case .text(let text):
            bytes.append(textTag)
            appendBigEndian(UInt64(text.utf8.count), to: &bytes)
            bytes.append(contentsOf: text.utf8)
        }
    }

    private static func appendBigEndian(_ number: UInt64, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    private static func parse(_ bytes: ArraySlice<UInt8>) -> Cursor? {
        var rest = bytes
        var values: [Value] = []
        while let tag = rest.popFirst() {
            guard rest.count >= 8 else { return nil }
            let number = rest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            rest = rest.dropFirst(8)
            switch tag {
            case integerTag:
                values.append(.integer(Int64(bitPattern: number)))
            case textTag:
                guard number <= UInt64(rest.count) else { return nil }
                values.append(.text(String(decoding: rest.prefix(Int(number)), as: UTF8.self)))
                rest = rest.dropFirst(Int(number))
            default:
                return nil
            }
        }
        guard case .text(let order) = values.first else { return nil }
        return Cursor(order, Array(values.dropFirst()))
    }
}

extension KernelError {
    fileprivate static var badCursor: KernelError {
        .unknown("cursor", Cursor.rule)
    }
}
