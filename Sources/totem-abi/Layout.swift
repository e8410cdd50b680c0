/// Sizes and places of fields on the machines that Totem runs on: 64 bits, fields aligned to their own size. The compiler checks
/// what is written from it.
struct Layout {
    private let header: Header

    init(_ header: Header) {
        self.header = header
    }

    func offsets(of record: Header.Struct) throws -> [Int] {
        var offset = 0
        return try record.fields.map { field in
            if record.isUnion { return 0 }
            let (size, alignment) = try measure(field.type)
            offset = (offset + alignment - 1) / alignment * alignment
            defer { offset += size }
            return offset
        }
    }

    func size(of record: Header.Struct) throws -> Int { try measure(record).size }

    private func measure(_ record: Header.Struct) throws -> (size: Int, alignment: Int) {
        var end = 0
        var largest = 1
        for (field, offset) in zip(record.fields, try offsets(of: record)) {
            let (size, alignment) = try measure(field.type)
            end = max(end, offset + size)
            largest = max(largest, alignment)
        }
        return ((end + largest - 1) / largest * largest, largest)
    }

    private func measure(_ type: String) throws -> (size: Int, alignment: Int) {
        if type == "function" || type.hasSuffix("*") { return (8, 8) }
        switch type {
        case "int64_t", "uint64_t", "size_t", "double": return (8, 8)
        case "int32_t", "uint32_t", "totem_role", "totem_kind", "totem_status": return (4, 4)
        case "bool": return (1, 1)
        default:
            guard let record = header[type] else {
                throw HeaderProblem(0, "the type '\(type)' is not known to Layout.swift")
            }
            return try measure(record)
        }
    }
}
