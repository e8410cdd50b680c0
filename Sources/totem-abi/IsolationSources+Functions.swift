extension IsolationSources {
    // MARK: - The child's table

    func proxies() -> String {
        var text = """
            // Written by `make abi` from totem_plugin.h. The functions of the host as an isolated plugin sees them: each asks the host.

            #include "../proxies.h"

            #include <string.h>


            """
        for function in header.functions where !Self.byHand.contains(function.name) {
            text += proxy(function) + "\n"
        }
        text += "const totem_host totem_child_host = {\n  .size = sizeof(totem_host),\n  .abi = TOTEM_ABI,\n"
        for function in header.functions { text += "  .\(function.name) = proxy_\(function.name),\n" }
        return text + "};\n"
    }

    private func proxy(_ function: Header.Function) -> String {
        let parameters = IsolatedParameter.all(of: function)
        let list = parameters.map { "\($0.declared)\($0.declared.hasSuffix("*") ? "" : " ")\($0.name)" }
        let misuse = parameters.first { $0.isFallback }?.name ?? Self.misuse(of: function.result)
        var text = "static \(function.result) proxy_\(function.name)(\(list.joined(separator: ", "))) {\n"
        text +=
            "  totem_end *end = totem_ask_\(handle(of: function))(a0, TOTEM_ASK_\(function.name.uppercased()));\n"
        text += "  if (end == NULL) return \(misuse);\n"
        for (index, parameter) in parameters.enumerated() { text += asking(parameter, parameters, index) }
        text += "  totem_asked(end);\n"
        switch function.result {
        case "totem_str" where parameters.contains(where: \.isFallback):
            text += "  if (totem_take(end) == 0) return \(misuse);\n  return totem_taken_text(end);\n"
            return text + "}\n"
        case "totem_str": return text + "  return totem_taken_text(end);\n}\n"
        case "double": text += "  double result = totem_take_double(end);\n"
        default: text += "  \(function.result) result = (\(function.result))totem_take(end);\n"
        }
        for parameter in parameters { text += filling(parameter) }
        return text + "  return result;\n}\n"
    }

    private func asking(_ parameter: IsolatedParameter, _ all: [IsolatedParameter], _ index: Int) -> String {
        let name = parameter.name
        switch parameter.kind {
        case .handle: return ""
        case .number:
            if index > 0, case .numbers = all[index - 1].kind { return "" }
            return "  totem_put(end, (uint64_t)\(name));\n"
        case .real: return "  totem_put_double(end, \(name));\n"
        case .text: return "  totem_put_text(end, \(name).ptr, \(name).len);\n"
        case .statement: return "  totem_put_statement(end, \(name));\n"
        case .function: return "  totem_put(end, totem_function_number((totem_function)\(name)));\n"
        case .structure: return "  totem_pack_\(short(parameter.type))(end, \(name));\n"
        case .filledStructure: return "  totem_put(end, \(name) != NULL ? \(name)->size : 0);\n"
        case .filledText: return "  totem_put(end, \(name) != NULL);\n"
        case .filledNumber:
            return "  totem_put(end, \(name) != NULL);\n  totem_put(end, \(name) != NULL ? (uint64_t)*\(name) : 0);\n"
        case .numbers: return "  totem_put_numbers(end, \(name), a\(index + 1));\n"
        }
    }

    /// What the host has filled in.
    private func filling(_ parameter: IsolatedParameter) -> String {
        let name = parameter.name
        switch parameter.kind {
        case .filledStructure:
            return """
                  if (\(name) != NULL && result == TOTEM_OK) {
                    const \(parameter.type) *filled = totem_unpack_\(short(parameter.type))(end);
                    if (filled != NULL) totem_fill(\(name), filled, sizeof *filled);
                  }

                """
        case .filledText:
            return "  if (\(name) != NULL && totem_take(end) != 0) *\(name) = totem_taken_text(end);\n"
        case .filledNumber:
            return "  if (\(name) != NULL) *\(name) = (\(parameter.type))totem_take(end);\n"
        default: return ""
        }
    }

    // MARK: - The host's answers

    func served() -> String {
        var text = """
            // Written by `make abi` from totem_plugin.h. The functions of the host as an isolated plugin asks for them: each reads its
            // arguments from the host's own copy of the message, and calls what plugins of this process call.

            #include "../served.h"


            """
        for function in header.functions where !Self.byHand.contains(function.name) {
            text += server(function) + "\n"
        }
        text += "bool totem_serve(totem_served *served, uint64_t function) {\n  switch (function) {\n"
        for function in header.functions where !Self.answeredByChild.contains(function.name) {
            text += "  case TOTEM_ASK_\(function.name.uppercased()): return serve_\(function.name)(served);\n"
        }
        return text + "  default: return false;\n  }\n}\n"
    }

    private func server(_ function: Header.Function) -> String {
        let parameters = IsolatedParameter.all(of: function)
        var text = "static bool serve_\(function.name)(totem_served *served) {\n  totem_end *end = served->end;\n"
        for (index, parameter) in parameters.enumerated() { text += taking(parameter, parameters, index) }
        text += "  if (!totem_is_whole(end)) return false;\n"
        let passed = parameters.map { passing($0) }.joined(separator: ", ")
        text += "  \(function.result) result = served->host->\(function.name)(\(passed));\n"
        text += "  totem_begin(end, TOTEM_MAIL_ANSWER);\n"
        switch function.result {
        case "totem_str":
            if let fallback = parameters.first(where: \.isFallback) {
                text += "  totem_put(end, result.ptr != \(fallback.name).ptr || result.len != \(fallback.name).len);\n"
            }
            text += "  totem_put_text(end, result.ptr, result.len);\n"
        case "double": text += "  totem_put_double(end, result);\n"
        default: text += "  totem_put(end, (uint64_t)result);\n"
        }
        for parameter in parameters { text += giving(parameter) }
        return text + "  totem_send(end);\n  return true;\n}\n"
    }

    private func taking(_ parameter: IsolatedParameter, _ all: [IsolatedParameter], _ index: Int) -> String {
        let name = parameter.name
        switch parameter.kind {
        case .handle where parameter.type == "totem_stmt": return "  totem_stmt *a0 = totem_served_statement(served);\n"
        case .handle: return "  \(parameter.type) *a0 = served->\(short(parameter.type));\n"
        case .number:
            if index > 0, case .numbers = all[index - 1].kind { return "" }
            return "  \(parameter.type) \(name) = (\(parameter.type))totem_take(end);\n"
        case .real: return "  double \(name) = totem_take_double(end);\n"
        case .text: return "  totem_str \(name) = totem_served_text(end);\n"
        case .statement: return "  totem_stmt *\(name) = totem_served_statement_at(served);\n"
        case .function:
            return "  \(parameter.type) \(name) = (\(parameter.type))totem_served_function(served, NULL, 0);\n"
        case .structure: return "  const \(parameter.type) *\(name) = totem_unpack_\(short(parameter.type))(end);\n"
        case .filledStructure:
            return """
                  \(parameter.type) \(name) = {0};
                  \(name).size = totem_served_size(end, sizeof \(name));

                """
        case .filledText:
            return "  bool has_\(name) = totem_take(end) != 0;\n  totem_str \(name) = {totem_unfilled, 0};\n"
        case .filledNumber:
            return
                "  bool has_\(name) = totem_take(end) != 0;\n  \(parameter.type) \(name) = (\(parameter.type))totem_take(end);\n"
        case .numbers:
            return "  size_t a\(index + 1);\n  const int64_t *\(name) = totem_served_numbers(end, &a\(index + 1));\n"
        }
    }

    private func passing(_ parameter: IsolatedParameter) -> String {
        switch parameter.kind {
        case .filledStructure: "\(parameter.name).size != 0 ? &\(parameter.name) : NULL"
        case .filledText, .filledNumber: "has_\(parameter.name) ? &\(parameter.name) : NULL"
        default: parameter.name
        }
    }

    private func giving(_ parameter: IsolatedParameter) -> String {
        let name = parameter.name
        switch parameter.kind {
        case .filledStructure:
            return
                "  if (\(name).size != 0 && result == TOTEM_OK) totem_pack_\(short(parameter.type))(end, &\(name));\n"
        case .filledText:
            return """
                  if (has_\(name)) totem_put(end, \(name).ptr != totem_unfilled);
                  if (has_\(name) && \(name).ptr != totem_unfilled) totem_put_text(end, \(name).ptr, \(name).len);

                """
        case .filledNumber: return "  if (has_\(name)) totem_put(end, (uint64_t)\(name));\n"
        default: return ""
        }
    }

    // MARK: - Registering again

    func agreeing() -> String {
        var text = """
            // Written by `make abi` from totem_plugin.h. The host as a process sees it that is started again: it registers nothing anew,
            // for its functions are there already.

            #include "../served.h"


            """
        let functions = header.functions.filter { Self.registers($0) }
        for function in functions {
            let parameters = IsolatedParameter.all(of: function)
            let list = parameters.map { "\($0.declared)\($0.declared.hasSuffix("*") ? "" : " ")\($0.name)" }
            let unused = parameters.map { "(void)\($0.name)" }.joined(separator: ", ")
            text +=
                "static \(function.result) agree_\(function.name)(\(list.joined(separator: ", "))) {\n  \(unused);\n"
            text += "  return TOTEM_OK;\n}\n\n"
        }
        text +=
            "const totem_host *totem_agreeing_host(const totem_host *host, totem_host *table) {\n  *table = *host;\n"
        for function in functions { text += "  table->\(function.name) = agree_\(function.name);\n" }
        return text + "  return table;\n}\n"
    }

    /// What fails in `start` fails again.
    private static func registers(_ function: Header.Function) -> Bool {
        IsolatedParameter.all(of: function).first?.type == "totem_registry" && function.result == "totem_status"
            && function.name != "fail_start"
    }

    // MARK: - Names

    private func handle(of function: Header.Function) -> String {
        IsolatedParameter.all(of: function).first.map { short($0.type) } ?? ""
    }

    private static func misuse(of result: String) -> String {
        switch result {
        case "totem_status": "TOTEM_MISUSE"
        case "totem_str": "(totem_str){NULL, 0}"
        case "totem_kind": "TOTEM_ABSENT"
        default: "0"
        }
    }
}
