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
                "\(callee.name) takes \(signature.parametersInWords), not \(texts.count): it is '\(signature.text)'."
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
        do {
            if let failure = frame.failure { throw OutsideFailure(failure) }
            guard status == TOTEM_OK else {
                throw OutsideFailure(frame.lastError.isEmpty ? "it returned the status \(status)" : frame.lastError)
            }
            return try result(answer)
        } catch {
            log.error(
                "a plugin's service failed",
                metadata: ["plugin": "\(callee.plugin.name)", "service": "\(callee.name)", "why": "\(error)"]
            )
            throw KernelError.noAnswer(of: callee.plugin.name)
        }
    }

    /// - Throws: with what is wrong with it.
    private func result(_ answer: totem_value) throws -> JSONValue {
        guard let type = callee.signature.result else { return .null }
        if let objection = ServiceValues.objection(to: answer, as: type) {
            throw OutsideFailure("its result \(objection)")
        }
        guard let json = ServiceValues.json(answer, of: type) else {
            throw OutsideFailure("its result is nothing that JSON can say")
        }
        return json
    }
}
