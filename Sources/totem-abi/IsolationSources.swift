/// What carries calls between the host and the child process of an isolated plugin: how structs become messages, the child's table of
/// functions, and the host's answers to them.
///
/// Functions whose arguments don't speak for themselves (rows, values by a signature, functions with a state) are written by hand on
/// both sides, under the names that the others have.
struct IsolationSources {
    let header: Header

    /// Written by hand: `proxies.c` of the child, `served.c` of the host.
    static let byHand: Set<String> = [
        "prepare", "step", "reset", "close", "column_count", "column_kind", "column_i64", "column_f64", "column_str",
        "invoke",
        "fire", "transaction", "service", "on_own", "extension", "instance_log", "instance_is_on",
    ]

    /// Those of them that the child never asks for: it knows the answer.
    static let answeredByChild: Set<String> = [
        "column_kind", "column_i64", "column_f64", "extension", "instance_log", "instance_is_on",
    ]

    // MARK: - Structs

    func marshalHeader() -> String {
        var text = """
            // Written by `make abi` from totem_plugin.h. How the structs that cross the border of a process are written and read.
            #pragma once

            #include <totem_channel.h>
            #include <totem_plugin.h>

            // Differs wherever the two sides would not understand each other.
            #define TOTEM_MARSHAL_CHECKSUM UINT64_C(\(checksum))

            // The functions of totem_host by their places.
            enum {

            """
        for (index, function) in header.functions.enumerated() {
            text += "  TOTEM_ASK_\(function.name.uppercased()) = \(index),\n"
        }
        text += "};\n"
        for record in passed {
            text += """

                void totem_pack_\(short(record.name))(totem_end *, const \(record.name) *);
                \(record.name) *totem_unpack_\(short(record.name))(totem_end *);

                """
        }
        return text
    }

    func marshalSource() -> String {
        var text = """
            // Written by `make abi` from totem_plugin.h.

            #include "totem_marshal.h"

            #include <string.h>

            """
        for record in passed { text += "\n" + putter(record) + "\n" + taker(record) }
        return text
    }

    private func putter(_ record: Header.Struct) -> String {
        var text = """
            void totem_pack_\(short(record.name))(totem_end *end, const \(record.name) *raw) {
              totem_put(end, raw != NULL);
              if (raw == NULL) return;
              \(record.name) value = {0};
              memcpy(&value, raw, raw->size < sizeof value ? raw->size : sizeof value);
              if (value.size > sizeof value) value.size = sizeof value;

            """
        for field in record.fields where !isCount(field, of: record) {
            let name = "value.\(field.name)"
            switch kind(of: field.type) {
            case .text: text += "  totem_put_text(end, \(name).ptr, \(name).len);\n"
            case .array(let element):
                text += """
                      totem_put(end, \(name) != NULL);
                      totem_put(end, value.\(count(of: field, in: record)));
                      if (\(name) != NULL && value.\(count(of: field, in: record)) <= TOTEM_LONGEST_ARRAY)
                        for (size_t i = 0; i < value.\(count(of: field, in: record)); i++) totem_pack_\(short(element))(end, \(name)[i]);

                    """
            case .real: text += "  totem_put_double(end, \(name));\n"
            case .number: text += "  totem_put(end, (uint64_t)\(name));\n"
            }
        }
        return text + "}\n"
    }

    private func taker(_ record: Header.Struct) -> String {
        var text = """
            \(record.name) *totem_unpack_\(short(record.name))(totem_end *end) {
              if (totem_take(end) == 0) return NULL;
              \(record.name) *value = totem_end_allocate(end, sizeof *value);

            """
        for field in record.fields where !isCount(field, of: record) {
            let name = "value->\(field.name)"
            switch kind(of: field.type) {
            case .text: text += "  \(name).ptr = totem_take_text(end, &\(name).len);\n"
            case .array(let element): text += arrayTaker(field, of: element, count(of: field, in: record))
            case .real: text += "  \(name) = totem_take_double(end);\n"
            case .number: text += "  \(name) = (\(field.type))totem_take(end);\n"
            }
        }
        return text + "  if (value->size > sizeof *value) value->size = sizeof *value;\n  return value;\n}\n"
    }

    private func arrayTaker(_ field: Header.Field, of element: String, _ count: String) -> String {
        """
          if (totem_take(end) == 0) {
            value->\(count) = totem_take(end);
          } else {
            size_t count = totem_take_count(end, &value->\(count));
            const \(element) **array = totem_end_allocate(end, (count + 1) * sizeof *array);
            for (size_t i = 0; i < count; i++) array[i] = totem_unpack_\(short(element))(end);
            value->\(field.name) = array;
          }

        """
    }

    private enum Kind {
        case text
        case array(String)
        case real
        case number
    }

    private func kind(of type: String) -> Kind {
        if type == "totem_str" { return .text }
        if type == "double" { return .real }
        if let match = type.wholeMatch(of: /const (\w+) [*]const [*]/) { return .array(String(match.1)) }
        return .number
    }

    /// The structs whose pointers functions of the table take, and those in their arrays; elements first.
    private var passed: [Header.Struct] {
        var names: [String] = []
        func add(_ name: String) {
            guard let record = header[name], record.fields.first?.name == "size", !record.isHandle else { return }
            for field in record.fields { if case .array(let element) = kind(of: field.type) { add(element) } }
            if !names.contains(name) { names.append(name) }
        }
        for function in header.functions {
            for parameter in IsolatedParameter.all(of: function) { add(parameter.type) }
        }
        return names.compactMap { header[$0] }
    }

    /// Whether the field says how long the array before it is.
    private func isCount(_ field: Header.Field, of record: Header.Struct) -> Bool {
        guard let index = record.fields.firstIndex(where: { $0.name == field.name }), index > 0 else { return false }
        guard case .array = kind(of: record.fields[index - 1].type) else { return false }
        return true
    }

    private func count(of field: Header.Field, in record: Header.Struct) -> String {
        let index = record.fields.firstIndex { $0.name == field.name } ?? 0
        return record.fields[index + 1].name
    }

    func short(_ name: String) -> String { String(name.dropFirst("totem_".count)) }

    /// FNV-1a of all that messages are made from.
    private var checksum: String {
        let text =
            header.functions.map { "\($0.result) \($0.name)(\($0.parameters))" }.joined(separator: ";")
            + passed.map { "\($0.name){\($0.fields.map { "\($0.type) \($0.name)" }.joined(separator: ";"))}" }.joined()
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0100_0000_01b3 }
        return String(hash)
    }
}
