/// `Sources/CTotem/Generated/layout.c`: every size, place, value and signature of the ABI, as assertions that the compiler checks.
struct LayoutAssertions {
    let header: Header

    func text() throws -> String {
        let layout = Layout(header)
        var text = """
            // Written by `make abi` from totem_plugin.h. What plugins were built with: a difference here is a change of the ABI.

            #include "totem_plugin.h"

            #define SIZE(type, bytes) _Static_assert(sizeof(type) == (bytes), "the size of " #type " changed")
            #define AT(type, field, offset) \\
              _Static_assert(offsetof(type, field) == (offset), "the place of " #type "." #field " changed")
            #define VALUE(name, number) _Static_assert((name) == (number), "the value of " #name " changed")
            #define FUNCTION(name, result, ...) \\
              _Static_assert( \\
                  _Generic(((totem_host *)0)->name, result(*)(__VA_ARGS__) : 1, default : 0), \\
                  "the signature of " #name " changed")

            _Static_assert(sizeof(void *) == 8, "Totem runs on 64-bit machines only");

            """
        for record in header.structs {
            let name = record.name
            text += "\nSIZE(\(name), \(try layout.size(of: record)));\n"
            for (field, offset) in zip(record.fields, try layout.offsets(of: record)) {
                text += "AT(\(name), \(field.name), \(offset));\n"
            }
        }
        text += "\n"
        for constant in header.constants { text += "VALUE(\(constant.name), \(constant.value));\n" }
        text += "\n"
        for function in header.functions {
            text += "FUNCTION(\(function.name), \(function.result), \(types(function.parameters)));\n"
        }
        return text
    }

    /// Parameters without their names.
    private func types(_ parameters: String) -> String {
        parameters.split(separator: ", ").map { parameter in
            guard let end = parameter.lastIndex(where: { $0 == " " || $0 == "*" }), parameter.last != "*" else {
                return String(parameter)
            }
            let type = parameter[...end]
            return type == "const " ? String(parameter) : type.hasSuffix(" ") ? String(type.dropLast()) : String(type)
        }.joined(separator: ", ")
    }
}
