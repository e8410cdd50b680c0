/// A parameter of a function of the table, by what is done with it at the border of a process.
struct IsolatedParameter {
    enum Kind {
        /// What the function is about: a call, a statement, a registry.
        case handle
        case number
        case real
        case text
        /// A statement that is no handle of the function.
        case statement
        /// A function of the plugin's.
        case function
        /// A struct that is read.
        case structure
        /// A struct that is filled in.
        case filledStructure
        case filledText
        case filledNumber
        /// An array of whole numbers, whose count is the next parameter.
        case numbers
    }

    /// `a0`, `a1`, …
    let name: String
    /// Without stars: `totem_discount`.
    let type: String
    /// As written, without the name.
    let declared: String
    let kind: Kind
    let isFallback: Bool

    static func all(of function: Header.Function) -> [IsolatedParameter] {
        let texts = function.parameters.split(separator: ", ").map(String.init)
        return texts.enumerated().map { index, text in IsolatedParameter(text, index) }
    }

    private init(_ text: String, _ index: Int) {
        let match = text.wholeMatch(of: /((?:const )?(\w+)(?: (\*+))?) ?(\w*)/)
        let written = match.map { String($0.4) } ?? ""
        let stars = match?.3.map(String.init) ?? ""
        let isConstant = text.hasPrefix("const ")
        type = match.map { String($0.2) } ?? ""
        declared = match.map { String($0.1) } ?? text
        name = "a\(index)"
        isFallback = written == "fallback"
        kind = Self.kind(type, stars, isConstant, index)
    }

    private static func kind(_ type: String, _ stars: String, _ isConstant: Bool, _ index: Int) -> Kind {
        switch (type, stars) {
        case (_, "*") where index == 0: .handle
        case ("totem_stmt", "*"): .statement
        case ("totem_str", ""): .text
        case ("totem_str", "*"): .filledText
        case ("double", ""): .real
        case ("int64_t", "*") where isConstant: .numbers
        case ("int64_t", "*"), ("size_t", "*"), ("bool", "*"): .filledNumber
        case (_, "*"): isConstant ? .structure : .filledStructure
        case ("totem_function", ""), ("totem_route_fn", ""), ("totem_job_fn", ""): .function
        default: .number
        }
    }
}
