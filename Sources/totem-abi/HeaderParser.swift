/// Reads ``Header`` line by line.
struct HeaderParser {
    private let lines: [String]
    private var position = 0
    private var header = Header()

    static func parse(_ text: String) throws -> Header {
        var parser = HeaderParser(text)
        try parser.run()
        return parser.header
    }

    private init(_ text: String) {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private mutating func run() throws {
        while position < lines.count {
            let line = lines[position]
            if let match = line.wholeMatch(of: /(?:typedef )?(struct|union) (\w+) \{/) {
                try readStruct(String(match.2), isUnion: match.1 == "union")
            } else if line == "enum {" || line.hasPrefix("enum { ") {
                try readEnum()
            } else if let match = line.wholeMatch(of: /#define TOTEM_ABI (0x\w+)u/) {
                header.abi = String(match.1)
                position += 1
            } else if let match = line.wholeMatch(of: /typedef (u?int32_t) (\w+);/) {
                header.aliases.append(Header.Alias(name: String(match.2), type: String(match.1)))
                position += 1
            } else if line.hasPrefix("typedef "), let function = function(String(line.dropFirst("typedef ".count))) {
                header.functionTypes.append(function)
                position += 1
            } else if line.hasPrefix("// @hook ") {
                try readHook()
            } else if line.hasPrefix("TOTEM_HOOK(") {
                throw HeaderProblem(position, "a TOTEM_HOOK needs its '// @hook …' line and comment right before it")
            } else {
                position += 1
            }
        }
    }

    // MARK: - Structs

    private mutating func readStruct(_ name: String, isUnion: Bool) throws {
        var result = Header.Struct(name: name, isUnion: isUnion)
        position += 1
        while position < lines.count, !lines[position].hasPrefix("}") {
            let start = position
            var (code, comment) = split(lines[position])
            position += 1
            while !code.isEmpty, !code.hasSuffix(";"), position < lines.count {
                let next = split(lines[position])
                code += " " + next.code
                comment += next.comment
                position += 1
            }
            if code.isEmpty { continue }
            guard let field = field(code, comment) else {
                throw HeaderProblem(start, "no field is understood in: \(code)")
            }
            result.fields.append(field)
            if name == "totem_host", let function = function(code) { header.functions.append(function) }
        }
        position += 1
        header.structs.append(result)
    }

    private func split(_ line: String) -> (code: String, comment: String) {
        let parts = line.split(separator: "//", maxSplits: 1, omittingEmptySubsequences: false)
        let comment = parts.count > 1 ? String(parts[1]) : ""
        return (trimmed(parts[0]), trimmed(comment[...]))
    }

    private func field(_ code: String, _ comment: String) -> Header.Field? {
        if let match = code.wholeMatch(of: /.+ ?\(\*(\w+)\)\(.*\);/) {
            return Header.Field(name: String(match.1), type: "function", comment: comment, function: function(code))
        }
        guard let match = code.wholeMatch(of: /((?:const )?\w+(?: \*(?:const \*)?)?) ?(\w+);/) else { return nil }
        return Header.Field(name: String(match.2), type: trimmed(match.1), comment: comment)
    }

    private func function(_ code: String) -> Header.Function? {
        guard let match = code.wholeMatch(of: /(.+?) ?\(\*(\w+)\)\((.*)\);/) else { return nil }
        let parameters = match.3.split(separator: /\s+/).joined(separator: " ")
        return Header.Function(name: String(match.2), result: String(match.1), parameters: parameters)
    }

    // MARK: - Constants

    private mutating func readEnum() throws {
        let start = position
        let type = header.aliases.last { position > 0 && lines[position - 1].hasSuffix(" \($0.name);") }?.name
        var text = ""
        repeat {
            text += split(lines[position]).code + " "
            position += 1
        } while position < lines.count && !text.contains("}")
        guard let match = text.firstMatch(of: /enum \{(.*)\};/) else {
            throw HeaderProblem(start, "an enum that does not end")
        }
        for item in match.1.split(separator: ",") where !trimmed(item).isEmpty {
            guard let constant = trimmed(item)[...].wholeMatch(of: /(\w+) = (-?\d+)/) else {
                throw HeaderProblem(start, "every constant is written with its value, not '\(trimmed(item))'")
            }
            header.constants.append(Header.Constant(name: String(constant.1), value: String(constant.2), type: type))
        }
    }

    // MARK: - Hooks

    private mutating func readHook() throws {
        let start = position
        let words = lines[position].split(separator: " ").dropFirst(2).map(String.init)
        guard words.count >= 3, ["pure", "tx", "outside", "after"].contains(words[1]) else {
            throw HeaderProblem(
                start,
                "write '// @hook NAME CONTEXT PAYLOAD [veto] [effects: …]', CONTEXT one of pure, tx, outside, after"
            )
        }
        var rest = words.dropFirst(3)
        let mayVeto = rest.first == "veto"
        if mayVeto { rest = rest.dropFirst() }
        guard rest.isEmpty || rest.first == "effects:" && rest.count > 1 else {
            throw HeaderProblem(start, "'\(rest.joined(separator: " "))' is neither veto nor effects: …")
        }
        position += 1
        var comment: [String] = []
        while position < lines.count, lines[position].hasPrefix("//") {
            comment.append(trimmed(lines[position].dropFirst(2)))
            position += 1
        }
        let hook = Header.Hook(
            name: words[0],
            context: words[1],
            payload: words[2],
            mayVeto: mayVeto,
            effects: rest.dropFirst().map { $0.replacing(",", with: "") },
            comment: comment
        )
        let expected = "TOTEM_HOOK(\(hook.identifier), \"\(hook.name)\", \(hook.payload))"
        guard position < lines.count, lines[position] == expected else {
            throw HeaderProblem(position, "the line below the comment of \(hook.name) must be: \(expected)")
        }
        position += 1
        header.hooks.append(hook)
    }

    private func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
