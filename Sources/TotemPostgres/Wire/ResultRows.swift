internal import CPostgres
internal import TotemStore

/// The answer to one command, freed with this object. Rows are in binary format.
final class ResultRows {
    private let pointer: OpaquePointer
    /// What says what was done, where that came after the rows.
    private let end: OpaquePointer?
    let types: [TypeID]
    let rowCount: Int
    /// Whether there were more rows, which were thrown away.
    let isCut: Bool
    private let share: HeldBytes.Share?

    /// Takes the ownership of `pointer`.
    convenience init(_ pointer: OpaquePointer) {
        self.init(pointer, rows: nil, isCut: false, nil)
    }

    /// Takes the ownership of both.
    /// - Parameter rows: those that came before `end`; nil: there were none, or they are in it.
    init(_ end: OpaquePointer, rows: OpaquePointer?, isCut: Bool, _ share: HeldBytes.Share?) {
        let pointer = rows ?? end
        self.pointer = pointer
        self.end = rows == nil ? nil : end
        self.isCut = isCut
        self.share = share
        rowCount = Int(PQntuples(pointer))
        types = (0..<PQnfields(pointer)).map { TypeID(PQftype(pointer, $0)) }
    }

    deinit {
        PQclear(pointer)
        if let end { PQclear(end) }
    }

    /// The rows that an INSERT, UPDATE or DELETE changed; 0 of a SELECT, also of one that holds what it reads.
    var changes: Int { commandTag.hasPrefix("SELECT") ? 0 : Int(String(cString: PQcmdTuples(end ?? pointer))) ?? 0 }

    /// The server's name of what was done: a COMMIT that did nothing answers ROLLBACK.
    var commandTag: String { String(cString: PQcmdStatus(end ?? pointer)) }

    var columnNames: [String] { (0..<PQnfields(pointer)).map { String(cString: PQfname(pointer, $0)) } }
    var parameterTypes: [TypeID] { (0..<PQnparams(pointer)).map { TypeID(PQparamtype(pointer, $0)) } }

    func kind(_ row: Int, _ column: Int) -> SQLKind {
        guard types.indices.contains(column), !isNull(row, column) else { return .null }
        switch types[column] {
        case .bool, .int8, .int4, .int2, .oid: return .integer
        case .float4, .float8: return .real
        case .numeric: return withBytes(row, column) { Numeric($0).integer == nil ? .real : .integer }
        case .text, .json, .jsonb: return .text
        case .bytes: return .blob
        case .int8List, .textList, .unknown: return .null
        }
    }

    func integer(_ row: Int, _ column: Int) -> Int64 {
        guard types.indices.contains(column), !isNull(row, column) else { return 0 }
        return withBytes(row, column) { bytes in
            switch types[column] {
            case .int8: Int64(bitPattern: bytes.bigEndian(as: UInt64.self))
            case .int4: Int64(Int32(bitPattern: bytes.bigEndian(as: UInt32.self)))
            case .int2: Int64(Int16(bitPattern: bytes.bigEndian(as: UInt16.self)))
            case .oid: Int64(bytes.bigEndian(as: UInt32.self))
            case .bool: bytes.first == 0 ? 0 : 1
            case .float4, .float8: Int64(exactly: real(bytes, types[column]).rounded(.towardZero)) ?? 0
            case .numeric: Numeric(bytes).integer ?? 0
            case .text, .json, .jsonb, .bytes, .int8List, .textList, .unknown: 0
            }
        }
    }

    func real(_ row: Int, _ column: Int) -> Double {
        guard types.indices.contains(column), !isNull(row, column) else { return 0 }
        switch types[column] {
        case .float4, .float8, .numeric: return withBytes(row, column) { real($0, types[column]) }
        default: return Double(integer(row, column))
        }
    }

    private func real(_ bytes: UnsafeRawBufferPointer, _ type: TypeID) -> Double {
        switch type {
        case .float4: Double(Float(bitPattern: bytes.bigEndian(as: UInt32.self)))
        case .float8: Double(bitPattern: bytes.bigEndian(as: UInt64.self))
        default: Numeric(bytes).real
        }
    }

    /// The bytes of a value; those of a text are UTF-8.
    func withBytes<Result>(
        _ row: Int,
        _ column: Int,
        _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        let (row, column) = (Int32(truncatingIfNeeded: row), Int32(truncatingIfNeeded: column))
        let count = Int(PQgetlength(pointer, row, column))
        let bytes = UnsafeRawBufferPointer(start: PQgetvalue(pointer, row, column), count: count)
        // jsonb begins with the number of its format's version.
        guard types[Int(column)] == .jsonb, count > 0 else { return try body(bytes) }
        return try body(UnsafeRawBufferPointer(rebasing: bytes.dropFirst()))
    }

    private func isNull(_ row: Int, _ column: Int) -> Bool {
        PQgetisnull(pointer, Int32(truncatingIfNeeded: row), Int32(truncatingIfNeeded: column)) != 0
    }
}

extension UnsafeRawBufferPointer {
    /// The number at the start, most significant byte first; 0 when there are too few bytes.
    func bigEndian<Number: FixedWidthInteger>(as type: Number.Type, at offset: Int = 0) -> Number {
        guard offset + MemoryLayout<Number>.size <= count else { return 0 }
        return Number(bigEndian: loadUnaligned(fromByteOffset: offset, as: Number.self))
    }
}
