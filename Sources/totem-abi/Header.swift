/// What `totem_plugin.h` declares, read from its text. The header is written in one style, so a line that is not understood is an error
/// that names it, and nothing is passed over.
struct Header {
    struct Field {
        let name: String
        /// As written in C, without the name: `const totem_line *const *`.
        let type: String
        let comment: String
        /// Of a field that is a pointer to one.
        var function: Function?
    }

    struct Struct {
        let name: String
        /// Whether its fields lie in one place.
        let isUnion: Bool
        var fields: [Field] = []

        var isHandle: Bool { fields.count == 3 && fields[1].name == "kind" }
    }

    /// A function of the table, or the type of a function.
    struct Function {
        let name: String
        let result: String
        let parameters: String
    }

    struct Constant {
        let name: String
        let value: String
        /// What it is a value of: `totem_status`; nil: a number.
        let type: String?
    }

    /// A number with a name of its own: `typedef int32_t totem_status;`
    struct Alias {
        let name: String
        let type: String
    }

    struct Hook {
        let name: String
        let context: String
        let payload: String
        let mayVeto: Bool
        let effects: [String]
        /// For people, line by line.
        let comment: [String]

        /// `cart_discounts`
        var identifier: String { name.split(separator: ".").joined(separator: "_") }
    }

    /// As written: `0x00010000`.
    var abi = ""
    var aliases: [Alias] = []
    /// Types of functions that plugins pass, but for those of hooks.
    var functionTypes: [Function] = []
    var structs: [Struct] = []
    /// The members of `totem_host`, in their order.
    var functions: [Function] = []
    var constants: [Constant] = []
    var hooks: [Hook] = []

    subscript(name: String) -> Struct? { structs.first { $0.name == name } }
}

struct HeaderProblem: Error, CustomStringConvertible {
    let description: String

    init(_ line: Int, _ text: String) {
        description = "totem_plugin.h:\(line + 1): \(text)"
    }
}
