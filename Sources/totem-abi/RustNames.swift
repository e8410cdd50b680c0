/// Types of C as types of Rust.
enum RustNames {
    private static let words: Set<String> = ["type", "fn", "in", "ref", "match", "move", "use", "where", "loop"]

    static func member(_ name: String) -> String { words.contains(name) ? "r#\(name)" : name }

    /// As a field, a result, or an argument of a function of C.
    static func type(_ type: String) -> String {
        var rest = type.split(separator: " ").joined(separator: " ")
        var stars: [Bool] = []
        // From the right: each star is const or not by the word before it.
        while rest.hasSuffix("*") || rest.hasSuffix("*const") {
            rest = trimmed(rest.hasSuffix("const") ? rest.dropLast("const".count) : rest[...])
            rest = trimmed(rest.dropLast())
            stars.append(rest.hasPrefix("const ") && !rest.hasSuffix("*") || rest.hasSuffix("*const"))
        }
        let name = rest.hasPrefix("const ") ? String(rest.dropFirst("const ".count)) : rest
        return stars.map { $0 ? "*const " : "*mut " }.joined() + value(name)
    }

    private static func value(_ name: String) -> String {
        switch name {
        case "int64_t": "i64"
        case "uint64_t": "u64"
        case "int32_t": "i32"
        case "uint32_t": "u32"
        case "size_t": "usize"
        case "double": "f64"
        case "char": "u8"
        case "void": "c_void"
        case "totem_function",
            _ where name.hasSuffix("_fn"):
            "Option<\(name)>"
        default: name
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.reversed().drop { $0 == " " }.reversed())
    }
}
