/// `totem_plugin.rs`: the header for Rust, which can't use functions that are written in a header.
struct RustSources {
    let header: Header

    private struct Parameter {
        let name: String
        /// As written in C.
        let type: String
    }

    func text() throws -> String {
        var text = RustBeginning.text(abi: header.abi)
        for alias in header.aliases { text += "pub type \(alias.name) = \(RustNames.type(alias.type));\n" }
        for constant in header.constants {
            text += "pub const \(constant.name): \(constant.type ?? "u32") = \(constant.value);\n"
        }
        text += "\n"
        for function in header.functionTypes { text += "pub type \(function.name) = \(functionType(function));\n" }
        for record in header.structs { text += "\n" + self.record(record) }
        for handle in ["totem_registry", "totem_instance", "totem_call", "totem_stmt"] {
            text += "\n" + methods(of: handle)
        }
        return text
    }

    // MARK: - Structs

    private func record(_ record: Header.Struct) -> String {
        var text = "#[repr(C)]\n#[derive(Clone, Copy)]\npub \(record.isUnion ? "union" : "struct") \(record.name) {\n"
        for field in record.fields {
            let type = field.function.map { "Option<\(functionType($0))>" } ?? RustNames.type(field.type)
            text += "    pub \(RustNames.member(field.name)): \(type),\n"
        }
        text += "}\n"
        if record.fields.first?.name == "size", !record.isHandle, record.name != "totem_host" {
            text += """

                impl Default for \(record.name) {
                    /// Zeros, and its size.
                    fn default() -> Self {
                        let mut value: Self = unsafe { zeroed() };
                        value.size = size_of::<Self>() as u32;
                        value
                    }
                }

                """
        }
        let views = record.fields.compactMap { view($0) }
        if !views.isEmpty { text += "\nimpl \(record.name) {\n" + views.joined(separator: "\n") + "}\n" }
        return text
    }

    /// What a pointer points to.
    private func view(_ field: Header.Field) -> String? {
        guard field.type.hasSuffix("*"), field.type.hasPrefix("const totem_"), field.name != "host" else { return nil }
        guard let target = field.type.split(separator: " ").dropFirst().first, target != "totem_value" else {
            return nil
        }
        guard field.type.contains("*const *") else {
            return """
                    pub fn \(field.name)(&self) -> Option<&\(target)> {
                        unsafe { self.\(field.name).as_ref() }
                    }

                """
        }
        let count = (field.name.hasSuffix("s") ? String(field.name.dropLast()) : field.name) + "_count"
        return """
                pub fn \(field.name)(&self) -> &[&\(target)] {
                    if self.\(count) == 0 { return &[]; }
                    unsafe { from_raw_parts(self.\(field.name) as *const &\(target), self.\(count)) }
                }

            """
    }

    // MARK: - Functions

    private func functionType(_ function: Header.Function) -> String {
        let types = parameters(function).map { RustNames.type($0.type) }
        let result = function.result == "void" ? "" : " -> \(RustNames.type(function.result))"
        return "unsafe extern \"C\" fn(\(types.joined(separator: ", ")))\(result)"
    }

    private func parameters(_ function: Header.Function) -> [Parameter] {
        guard function.parameters != "void" else { return [] }
        return function.parameters.split(separator: ", ").enumerated().map { index, text in
            let end = text.lastIndex { $0 == " " || $0 == "*" } ?? text.startIndex
            let last = text[end...].drop { $0 == " " || $0 == "*" }
            let isNamed = end != text.startIndex && !last.isEmpty && text[...end] != "const "
            let type = isNamed ? text[...end] : text
            return Parameter(name: isNamed ? String(last) : "value\(index)", type: String(type))
        }
    }

    /// The functions of the table, as methods of the handle that each takes first.
    private func methods(of handle: String) -> String {
        var text = "impl \(handle) {\n"
        if handle == "totem_registry" {
            for hook in header.hooks {
                text += """
                        pub fn on_\(hook.identifier)(&mut self, handler: impl totem_handler<\(hook.payload)>, priority: i32) -> totem_result {
                            self.on("\(hook.name)", enter(handler), priority)
                        }


                    """
            }
        }
        for function in header.functions where parameters(function).first?.type.hasPrefix("\(handle) *") == true {
            if !Self.writtenByHand.contains(function.name) { text += method(function) }
        }
        return text + "}\n"
    }

    /// Those in ``RustBeginning``: what they are given is more than values.
    private static let writtenByHand: Set<String> = [
        "on", "route", "job", "service", "on_own", "transaction", "prepare", "step",
    ]

    /// Those that only make what is to be returned.
    private static let ofErrors: Set<String> = ["problem", "veto_field", "fail", "fail_start"]

    private func method(_ function: Header.Function) -> String {
        var rest = Array(parameters(function).dropFirst())
        let name = RustNames.member(function.name)
        guard function.result == "totem_status", !Self.ofErrors.contains(function.name) else {
            let none = function.result == "totem_status" ? "TOTEM_UNSUPPORTED" : "unsafe { zeroed() }"
            return """
                    pub fn \(name)(&mut self\(taken(rest))) -> \(RustNames.type(function.result)) {
                        match unsafe { host_function!(self.host, \(name)) } {
                            Some(function) => unsafe { function(self\(given(rest))) },
                            None => \(none),
                        }
                    }


                """
        }
        let filled = filledIn(rest.last, by: function)
        if filled != nil { rest.removeLast() }
        let body =
            filled.map {
                """
                        let mut filled = \($0.initial);
                        checked(unsafe { function(self\(given(rest)), &mut filled) })?;
                        Ok(filled)
                """
            } ?? "        checked(unsafe { function(self\(given(rest))) })"
        return """
                pub fn \(name)(&mut self\(taken(rest))) -> totem_result\(filled.map { "<\($0.type)>" } ?? "") {
                    let Some(function) = (unsafe { host_function!(self.host, \(name)) }) else { return Err(TOTEM_UNSUPPORTED) };
            \(body)
                }


            """
    }

    /// What the function fills in, which is what comes back in Rust.
    private func filledIn(_ parameter: Parameter?, by function: Header.Function) -> (type: String, initial: String)? {
        // Which address it takes the place of goes in there.
        guard let parameter, function.name != "put_address" else { return nil }
        switch parameter.type.split(separator: " ").joined(separator: " ") {
        case "int64_t *": return ("i64", "0")
        case "size_t *": return ("usize", "0")
        case "bool *": return ("bool", "false")
        case "totem_str *": return ("totem_str", "totem_str::NONE")
        case "totem_value *": return ("totem_value", "totem_value { i: 0 }")
        case let type where type.hasPrefix("totem_") && type.hasSuffix(" *") && type != "totem_stmt *":
            let name = RustNames.type(String(type.dropLast(2)))
            return (name, "\(name)::default()")
        default: return nil
        }
    }

    // MARK: - Arguments

    private func taken(_ parameters: [Parameter]) -> String {
        arguments(parameters).map { ", \(RustNames.member($0.name)): \(argument($0.type))" }.joined()
    }

    private func given(_ parameters: [Parameter]) -> String {
        let slice = parameters.first { $0.type.hasPrefix("const int64_t *") }?.name
        return parameters.map { ", \(passed($0, besideSlice: slice))" }.joined()
    }

    /// Numbers and how many they are are one slice.
    private func arguments(_ parameters: [Parameter]) -> [Parameter] {
        guard parameters.contains(where: { $0.type.hasPrefix("const int64_t *") }) else { return parameters }
        return parameters.filter { $0.name != "count" }
    }

    /// As Rust has it: a text is what can become one, and what is filled in is borrowed.
    private func argument(_ type: String) -> String {
        switch type.split(separator: " ").joined(separator: " ") {
        case "totem_str": "impl Into<totem_str>"
        case "const totem_value *": "&[totem_value]"
        case "const int64_t *": "&[i64]"
        case "totem_stmt *": "&mut totem_stmt"
        case let type where type.hasPrefix("const ") && type.hasSuffix("*"):
            "&" + RustNames.type(String(type.dropFirst("const ".count).dropLast()))
        case let type where type.hasSuffix("*"): "&mut " + RustNames.type(String(type.dropLast()))
        case let type: RustNames.type(type)
        }
    }

    /// - Parameter slice: the argument that `count` is the length of.
    private func passed(_ parameter: Parameter, besideSlice slice: String?) -> String {
        let name = RustNames.member(parameter.name)
        switch parameter.type.split(separator: " ").joined(separator: " ") {
        case "totem_str": return "\(name).into()"
        case "const totem_value *", "const int64_t *": return "\(name).as_ptr()"
        case "size_t" where parameter.name == "count" && slice != nil: return "\(slice ?? "").len()"
        default: return name
        }
    }
}
