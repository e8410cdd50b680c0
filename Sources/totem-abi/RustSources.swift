/// `totem_plugin.rs`: the header for Rust, which can't use functions that are written in a header.
struct RustSources {
    let header: Header

    private struct Parameter {
        let name: String
        /// As written in C.
        let type: String
    }

    func text() throws -> String {
        var text = Self.beginning.replacing("@ABI@", with: header.abi)
        for alias in header.aliases { text += "pub type \(alias.name) = \(RustNames.type(alias.type));\n" }
        for constant in header.constants {
            text += "pub const \(constant.name): \(constant.type ?? "u32") = \(constant.value);\n"
        }
        text += "\n"
        for function in header.functionTypes { text += "pub type \(function.name) = \(functionType(function));\n" }
        for hook in header.hooks {
            text +=
                "pub type totem_\(hook.identifier)_fn = unsafe extern \"C\" fn(*mut totem_call, *const \(hook.payload), *mut c_void) -> totem_status;\n"
        }
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
                        pub fn on_\(hook.identifier)(&mut self, function: totem_\(hook.identifier)_fn, priority: i32) -> totem_status {
                            self.on("\(hook.name)", Some(unsafe { transmute(function) }), priority)
                        }


                    """
            }
        }
        for function in header.functions where parameters(function).first?.type.hasPrefix("\(handle) *") == true {
            text += method(function)
        }
        return text + "}\n"
    }

    private func method(_ function: Header.Function) -> String {
        let rest = parameters(function).dropFirst()
        let result = function.result == "totem_status" ? "TOTEM_UNSUPPORTED" : "unsafe { zeroed() }"
        let taken = rest.map { ", \(RustNames.member($0.name)): \(argument($0.type))" }.joined()
        let given = rest.map { ", \(passed($0))" }.joined()
        return """
                pub fn \(RustNames.member(function.name))(&mut self\(taken)) -> \(RustNames.type(function.result)) {
                    match unsafe { host_function!(self.host, \(RustNames.member(function.name))) } {
                        Some(function) => unsafe { function(self\(given)) },
                        None => \(result),
                    }
                }


            """
    }

    /// As Rust has it: a text is what can become one, and what is filled in is borrowed.
    private func argument(_ type: String) -> String {
        switch type.split(separator: " ").joined(separator: " ") {
        case "totem_str": "impl Into<totem_str>"
        case "const totem_value *": "&[totem_value]"
        case "totem_stmt *": "*mut totem_stmt"
        case let type where type.hasPrefix("const ") && type.hasSuffix("*"):
            "&" + RustNames.type(String(type.dropFirst("const ".count).dropLast()))
        case let type where type.hasSuffix("**"): "&mut " + RustNames.type(String(type.dropLast()))
        case let type where type.hasSuffix("*"): "&mut " + RustNames.type(String(type.dropLast()))
        case let type: RustNames.type(type)
        }
    }

    private func passed(_ parameter: Parameter) -> String {
        let name = RustNames.member(parameter.name)
        switch parameter.type.split(separator: " ").joined(separator: " ") {
        case "totem_str": return "\(name).into()"
        case "const totem_value *": return "\(name).as_ptr()"
        default: return name
        }
    }

    private static let beginning = """
        // Written by `make abi` from totem_plugin.h, which is the manual: what everything here means is said there.
        //
        // Put this file beside your own and say `#[path = "totem_plugin.rs"] mod totem;`. It needs no crate, and of the standard library only `core`.
        // The functions of the host are methods of the handle that they take first: `call.add_discount(&discount)`. Structs that
        // you pass are made with `totem_discount { amount: 100, ..Default::default() }`. No panic may leave a function that the host
        // calls: build with `-C panic=abort`, or catch it.
        #![allow(dead_code, non_camel_case_types, non_snake_case, clippy::all)]

        use core::ffi::c_void;
        use core::mem::{size_of, transmute, zeroed};
        use core::ptr::null;
        use core::slice::from_raw_parts;

        pub const TOTEM_ABI: u32 = @ABI@;

        /// Whether the struct that a pointer points to has a field: false when it was made by an older host.
        #[macro_export]
        macro_rules! totem_has {
            ($pointer:expr, $field:ident) => {{
                let pointer = $pointer;
                let end = core::ptr::addr_of!((*pointer).$field).add(1) as usize;
                end - core::ptr::addr_of!(*pointer) as usize <= (*pointer).size as usize
            }};
        }

        /// A function of the host's table; None when the host is older than it.
        macro_rules! host_function {
            ($host:expr, $field:ident) => {{
                let host = $host;
                if totem_has!(host, $field) { (*host).$field } else { None }
            }};
        }

        impl totem_str {
            /// No text, which is not the same as an empty one.
            pub const NONE: totem_str = totem_str { ptr: null(), len: 0 };

            pub fn is_none(&self) -> bool { self.ptr.is_null() }

            pub fn as_bytes(&self) -> &[u8] {
                if self.ptr.is_null() { return &[]; }
                unsafe { from_raw_parts(self.ptr, self.len) }
            }

            /// Empty where there is no text.
            pub fn as_str(&self) -> &str { core::str::from_utf8(self.as_bytes()).unwrap_or("") }
        }

        impl From<&str> for totem_str {
            fn from(text: &str) -> Self { totem_str { ptr: text.as_ptr(), len: text.len() } }
        }

        impl From<&[u8]> for totem_str {
            fn from(bytes: &[u8]) -> Self { totem_str { ptr: bytes.as_ptr(), len: bytes.len() } }
        }

        impl From<Option<&str>> for totem_str {
            fn from(text: Option<&str>) -> Self { text.map_or(totem_str::NONE, totem_str::from) }
        }

        // A descriptor is written once, as a static.
        unsafe impl Sync for totem_plugin {}

        impl totem_call {
            /// No, with 422. Returns TOTEM_VETO, for you to return.
            pub fn veto(&mut self, code: &str, message: &str) -> totem_status { self.problem(422, code, message) }

            /// A prepared statement, which lives until the call ends.
            pub fn statement<'a>(&mut self, sql: &str) -> Result<&'a mut totem_stmt, totem_status> {
                let mut statement = core::ptr::null_mut();
                let status = self.prepare(sql, &mut statement);
                if status != TOTEM_OK { return Err(status); }
                Ok(unsafe { &mut *statement })
            }
        }


        """
}
