internal import CTotem
internal import Logging
internal import TotemKernel

/// A service for those who ask from outside: over HTTP, or at the command line.
struct HostedService: PluginService {
    let callee: Callee
    let log: Logger

    var role: Role? { callee.role }

    func arguments(from texts: [String]) throws -> [JSONValue] {
        let signature = callee.signature
        guard texts.count == signature.parameters.count else {
            throw KernelError(
                .invalid,
                "invalid-fields",
                "\(callee.name) takes \(signature.parameters.count) arguments, not \(texts.count): it is '\(signature.text)'."
            )
        }
        return try zip(signature.parameters, texts).map { type, text in
            guard let value = ServiceValues.json(text, as: type) else {
                throw KernelError(
                    .invalid,
                    "invalid-fields",
                    "'\(text)' is not \(type.name): \(callee.name) is '\(signature.text)'."
                )
            }
            return value
        }
    }

    func call(_ arguments: [JSONValue], in call: HookCall) throws -> JSONValue {
        let frame = CallFrame(call, callee.plugin, .callee(callee), log)
        let values = try ServiceValues.read(arguments, as: callee.signature, into: frame.arena)
        var answer = totem_value()
        let status = values.withUnsafeBufferPointer { callee.call(frame.raw, $0.baseAddress, &answer) }
        if let failure = frame.storeFailure {
            try? frame.end(undo: true)
            throw failure
        }
        try frame.end(undo: false)
        if let veto = frame.veto(returning: status) { throw KernelError(veto, by: callee.plugin.name) }
        let result = status == TOTEM_OK && frame.failure == nil ? result(answer) : nil
        guard let result else {
            let why = frame.failure ?? (frame.lastError.isEmpty ? "status \(status), or no result" : frame.lastError)
            log.error(
                "a plugin's service failed",
                metadata: ["plugin": "\(callee.plugin.name)", "service": "\(callee.name)", "why": "\(why)"]
            )
            throw KernelError.failed(callee.plugin.name)
        }
        return result
    }

    private func result(_ answer: totem_value) -> JSONValue? {
        guard let type = callee.signature.result else { return .null }
        return ServiceValues.json(answer, of: type)
    }
}
