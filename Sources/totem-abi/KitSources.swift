/// The Swift of plugin authors: `Sources/TotemPluginKit/Generated/`.
struct KitSources {
    let header: Header

    /// `registry.onCartDiscounts { call, event in … }`
    func registrations() -> String {
        var text = """
            // Written by `make abi` from totem_plugin.h.
            // swift-format-ignore-file

            internal import CTotem

            extension Registry {

            """
        text += header.hooks.map { hook in
            let member = Names.member(hook.name)
            return doc(["`\(hook.name)` (\(hook.context))"] + [""] + hook.comment, indent: "    ") + """
                    public func on\(Names.capitalizedMember(hook.name))(
                        priority: Int32 = 100,
                        _ body: @escaping @Sendable (Call, \(Names.type(hook.payload))) throws -> Void
                    ) throws {
                        starting.handlers.\(member) = body
                        try HostError.check(totem_on_\(hook.identifier)(raw, Trampolines.\(member), priority))
                    }

                """
        }.joined(separator: "\n")
        return text + "}\n"
    }

    /// The closures of a plugin, and the C functions that find them.
    func handlers() -> String {
        var text = """
            // Written by `make abi` from totem_plugin.h.
            // swift-format-ignore-file

            internal import CTotem

            /// The closures of a plugin.
            struct Handlers {

            """
        for hook in header.hooks {
            text +=
                "    var \(Names.member(hook.name)): (@Sendable (Call, \(Names.type(hook.payload))) throws -> Void)?\n"
        }
        text += """
                /// By method and path as registered: `GET /coupons/{id}`.
                var routes: [String: @Sendable (Call, Request) throws -> Void] = [:]
                /// By name.
                var jobs: [String: @Sendable (Call, JobRun) throws -> Void] = [:]
                /// Services by their name, listeners by their hook's: `loyalty.points_awarded`.
                var invoked: [String: @Sendable (Call, Invocation) throws -> Void] = [:]
            }

            /// The C functions that the host calls: each finds its closure in the state and turns what it throws into a status.
            extension Trampolines {

            """
        text += header.hooks.map { hook in
            let member = Names.member(hook.name)
            return """
                    static let \(member): totem_\(hook.identifier)_fn = { call, payload, state in
                        run(call, payload, state) { call, payload, handlers in
                            try handlers.\(member)?(call, \(Names.type(hook.payload))(payload))
                        }
                    }

                """
        }.joined(separator: "\n")
        return text + "}\n"
    }

    // MARK: - Views

    /// What hooks are given, read in place.
    func views() -> String {
        var text = """
            // Written by `make abi` from totem_plugin.h.
            // swift-format-ignore-file

            internal import CTotem

            """
        for record in header.structs where shown.contains(record.name) {
            let name = Names.type(record.name)
            text += """

                /// `\(record.name)`: read in place, valid until the hook returns.
                public struct \(name) {
                    let raw: UnsafePointer<\(record.name)>

                    init(_ raw: UnsafePointer<\(record.name)>) {
                        self.raw = raw
                    }


                """
            text += record.fields.compactMap { property($0, of: record) }.joined()
            text += "}\n"
        }
        return text
    }

    /// Payloads of hooks, and all that they point to.
    private var shown: Set<String> {
        var names: Set<String> = []
        var open = header.hooks.map(\.payload) + ["totem_job_run"]
        while let name = open.popLast() {
            guard names.insert(name).inserted, let record = header[name] else { continue }
            for field in record.fields where field.type.hasSuffix("*") {
                open.append(target(of: field.type))
            }
        }
        return names
    }

    private func target(of type: String) -> String {
        type.split(whereSeparator: { $0 == " " || $0 == "*" }).first { $0 != "const" }.map(String.init) ?? type
    }

    private func property(_ field: Header.Field, of record: Header.Struct) -> String? {
        guard !["size", "reserved"].contains(field.name), !isCount(field, of: record) else { return nil }
        let (type, value) = expression(field)
        let doc = field.comment.isEmpty ? "" : doc([field.comment], indent: "    ")
        return doc + "    public var \(Names.member(field.name)): \(type) { \(value) }\n"
    }

    /// An array's length is no property of its own.
    private func isCount(_ field: Header.Field, of record: Header.Struct) -> Bool {
        field.type == "size_t" && record.fields.contains { countName(of: $0) == field.name }
    }

    private func countName(of field: Header.Field) -> String? {
        guard field.type.contains("*const *") else { return nil }
        return (field.name.hasSuffix("s") ? String(field.name.dropLast()) : field.name) + "_count"
    }

    private func expression(_ field: Header.Field) -> (type: String, value: String) {
        let raw = "raw.pointee.\(field.name)"
        if let count = countName(of: field) {
            let element = Names.type(target(of: field.type))
            return ("Elements<\(element)>", "Elements(\(raw), raw.pointee.\(count), \(element).init)")
        }
        if field.type.hasSuffix("*") {
            let view = Names.type(target(of: field.type))
            return field.comment.contains("NULL") ? ("\(view)?", "\(raw).map(\(view).init)") : (view, "\(view)(\(raw))")
        }
        switch field.type {
        case "totem_str":
            return field.comment.contains("no text") ? ("String?", "Optional(\(raw))") : ("String", "String(\(raw))")
        case "int64_t":
            // "0: a guest" says that 0 stands for nothing.
            return field.comment.contains(/(^|; )0:/) ? ("Int64?", "\(raw) == 0 ? nil : \(raw)") : ("Int64", raw)
        case "totem_role": return ("Role", "Role(rawValue: \(raw))")
        case "uint32_t", "totem_kind": return ("UInt32", raw)
        case "int32_t", "totem_status": return ("Int32", raw)
        case "size_t": return ("Int", "Int(\(raw))")
        case "double": return ("Double", raw)
        default: return ("Bool", raw)
        }
    }

    private func doc(_ lines: [String], indent: String) -> String {
        lines.map { $0.isEmpty ? "\(indent)///\n" : "\(indent)/// \($0)\n" }.joined()
    }
}
