internal import CTotem
internal import CTotemForeign
internal import Synchronization
internal import TotemKernel

/// The types of a service or of a plugin's own hook, such as `is>i`. `totem_plugin.h`, section 12, says what each letter means.
struct ServiceSignature: Sendable {
    enum ValueType: Character, Sendable {
        case integer = "i"
        case real = "d"
        case boolean = "b"
        case text = "s"
        case json = "j"

        /// For people.
        var name: String {
            switch self {
            case .integer: "a whole number of 64 bits"
            case .real: "a number"
            case .boolean: "true or false"
            case .text: "a text"
            case .json: "JSON"
            }
        }
    }

    let text: String
    let parameters: [ValueType]
    let result: ValueType?
    let foreign: ForeignSignature
    /// Which arguments are texts, a bit for each: they are looked at before they are handed over.
    private let texts: UInt32

    /// Nil for a text that is no signature.
    init?(_ text: String) {
        guard let foreign = ForeignSignature.of(text) else { return nil }
        let parts = text.split(separator: ">", omittingEmptySubsequences: false)
        self.text = text
        self.foreign = foreign
        parameters = parts[0].compactMap { ValueType(rawValue: $0) }
        result = parts.dropFirst().first?.first.flatMap { ValueType(rawValue: $0) }
        texts = parameters.enumerated().reduce(0) { bits, parameter in
            parameter.element == .text || parameter.element == .json ? bits | 1 << UInt32(parameter.offset) : bits
        }
    }

    /// Whether a caller says the same.
    func matches(_ other: totem_str) -> Bool { foreign.text.equals(other) }
}

extension ServiceSignature {
    /// For those who don't know the letters: `2 arguments (a whole number of 64 bits, a text)`.
    var parametersInWords: String {
        let names = parameters.isEmpty ? "" : " (\(parameters.map(\.name).joined(separator: ", ")))"
        return "\(parameters.count) \(parameters.count == 1 ? "argument" : "arguments")\(names)"
    }

    /// A caller says another one.
    func mismatch(_ name: String, _ other: totem_str, _ verb: String) -> String {
        "\(name) is '\(text)', and \(verb) '\(other.string(atMost: 100)?.escaped ?? "?")'"
    }

    /// What is wrong with the values that a plugin passes; nil when nothing is.
    func objection(to arguments: UnsafePointer<totem_value>?) -> String? {
        guard !parameters.isEmpty else { return nil }
        guard let arguments else { return "there are no arguments" }
        var left = texts
        while left != 0 {
            let index = left.trailingZeroBitCount
            left &= left - 1
            guard let objection = ServiceValues.objection(to: arguments[index].s, as: parameters[index]) else {
                continue
            }
            return "its argument \(index + 1) \(objection)"
        }
        return nil
    }
}

/// How libffi calls functions of one signature: made once, for all plugins, and never given back.
struct ForeignSignature: @unchecked Sendable {
    /// Its letters, which callers' are compared with.
    let text: totem_str
    /// Only read once it is made.
    private let prepared: OpaquePointer

    private static let known = Mutex<[String: ForeignSignature]>([:])

    /// Nil for a text that is no signature, or more than libffi can do.
    static func of(_ text: String) -> ForeignSignature? {
        known.withLock { known -> ForeignSignature? in
            if let found = known[text] { return found }
            guard let prepared = text.withCString({ totem_foreign_make($0) }) else { return nil }
            let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, text.utf8.count), alignment: 1)
            copy.copyBytes(from: text.utf8)
            let letters = totem_str(
                ptr: copy.baseAddress.map { UnsafePointer($0.assumingMemoryBound(to: CChar.self)) },
                len: text.utf8.count
            )
            let made = ForeignSignature(text: letters, prepared: prepared)
            known[text] = made
            return made
        }
    }

    func call(
        _ function: @escaping totem_function,
        _ call: UnsafeMutablePointer<totem_call>,
        _ arguments: UnsafePointer<totem_value>?,
        _ result: UnsafeMutablePointer<totem_value>,
        _ state: UnsafeMutableRawPointer?
    ) -> totem_status {
        totem_foreign_call(prepared, function, call, arguments, result, state)
    }
}
