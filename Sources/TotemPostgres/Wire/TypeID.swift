internal import CPostgres
internal import TotemStore

/// The types that statements of the common dialect meet, by the numbers that PostgreSQL gave them for ever
/// (`src/include/catalog/pg_type.dat`).
enum TypeID: Hashable {
    case bool, bytes, int8, int4, int2, oid, float4, float8, numeric, text, json, jsonb
    /// What `= ANY($1)` takes.
    case int8List, textList
    case unknown(Oid)

    init(_ oid: Oid) {
        switch oid {
        case 16: self = .bool
        case 17: self = .bytes
        case 20: self = .int8
        case 21: self = .int2
        case 23: self = .int4
        case 26: self = .oid
        case 700: self = .float4
        case 701: self = .float8
        case 1700: self = .numeric
        // "char", name, text, unknown, character and character varying: bytes of the text.
        // What a function without a result gives (void) is an empty text.
        case 18, 19, 25, 705, 1042, 1043, 2278: self = .text
        case 114: self = .json
        case 3802: self = .jsonb
        case 1016: self = .int8List
        case 1009: self = .textList
        default: self = .unknown(oid)
        }
    }

    /// The number of a type that a parameter can be declared as; 0, which leaves it to the server, for all others.
    var oid: Oid {
        switch self {
        case .int8: 20
        case .float8: 701
        case .bytes: 17
        default: 0
        }
    }

    /// Whether a column of it can be read.
    var isReadable: Bool {
        switch self {
        case .int8List, .textList, .unknown: false
        default: true
        }
    }

    var name: String {
        switch self {
        case .bool: "a truth value"
        case .bytes: "a blob"
        case .int8: "an integer"
        case .int4, .oid: "an integer of 32 bits"
        case .int2: "an integer of 16 bits"
        case .float4, .float8, .numeric: "a number"
        case .text, .json, .jsonb: "text"
        case .int8List: "a list of integers"
        case .textList: "a list of texts"
        case .unknown(let oid): "a value of the type number \(oid)"
        }
    }
}
