internal import CTotem
internal import TotemKernel

/// The request that a route answers: its path, its query and its JSON body.
extension CallFrame {
    func parameter(_ name: totem_str, _ value: UnsafeMutablePointer<totem_str>?) -> totem_status {
        guard let request, let value else { return refuse(TOTEM_MISUSE, "only a route has parameters of a path") }
        guard let text = name.string(atMost: 100).flatMap({ request.parameters[$0] }) else {
            return refuse(TOTEM_NOT_FOUND, "the route has no such part in braces")
        }
        value.pointee = arena.put(text)
        return HostTable.ok
    }

    func parameterInteger(_ name: totem_str, _ value: UnsafeMutablePointer<Int64>?) -> totem_status {
        guard let request, let value else { return refuse(TOTEM_MISUSE, "only a route has parameters of a path") }
        guard let text = name.string(atMost: 100).flatMap({ request.parameters[$0] }) else {
            return refuse(TOTEM_NOT_FOUND, "the route has no such part in braces")
        }
        guard let number = Int64(canonical: text), number > 0 else {
            veto = Veto(status: 404, code: "not-found", message: "There is nothing by the id '\(text)'.", fields: [])
            return totem_status(TOTEM_VETO)
        }
        value.pointee = number
        return HostTable.ok
    }

    func query(_ name: totem_str, _ value: UnsafeMutablePointer<totem_str>?) -> totem_status {
        guard let request, let value else { return refuse(TOTEM_MISUSE, "only a route has a query") }
        guard let text = name.string(atMost: 100).flatMap({ request.request.query[$0] }) else {
            return refuse(TOTEM_NOT_FOUND, "the query has no such name")
        }
        value.pointee = arena.put(text)
        return HostTable.ok
    }

    func requestHeader(_ name: totem_str, _ value: UnsafeMutablePointer<totem_str>?) -> totem_status {
        guard let request, let value else { return refuse(TOTEM_MISUSE, "only a route has a request's headers") }
        guard let name = name.string(atMost: 100)?.lowercased(), !Self.secretHeaders.contains(name),
            let text = request.request.header(name)
        else {
            return refuse(TOTEM_NOT_FOUND, "the request has no such header, or it is a secret of whoever asks")
        }
        value.pointee = arena.put(text)
        return HostTable.ok
    }

    /// With these a plugin could go on as who asks.
    private static let secretHeaders: Set<String> = ["authorization", "proxy-authorization", "cookie"]

    func queryInteger(_ name: totem_str, _ value: UnsafeMutablePointer<Int64>?) -> totem_status {
        guard let request, let value else { return refuse(TOTEM_MISUSE, "only a route has a query") }
        guard let name = name.string(atMost: 100), let text = request.request.query[name] else {
            return refuse(TOTEM_NOT_FOUND, "the query has no such name")
        }
        // The parameter is the plugin's, so that it may be below 0.
        let magnitude = text.hasPrefix("-") ? text.dropFirst() : text[...]
        guard let number = Int64(canonical: magnitude), !(number == 0 && text.hasPrefix("-")) else {
            return vetoField(name, "must be a whole number in plain digits, not '\(text)'")
        }
        value.pointee = text.hasPrefix("-") ? -number : number
        return HostTable.ok
    }

    func bodyFields(_ names: totem_str) -> totem_status {
        guard let allowed = names.string(atMost: 4096) else {
            return refuse(TOTEM_INVALID, "the names of the fields are no UTF-8")
        }
        guard let body = body() else { return badBody() }
        guard case .object(let members) = body else { return vetoField("body", "must be a JSON object") }
        let known = Set(allowed.split(separator: " ").map(String.init))
        var status = HostTable.ok
        for name in members.keys.sorted() where !known.contains(name) {
            status = vetoField(name, "is not known; there are: \(known.sorted().joined(separator: ", "))")
        }
        return status
    }

    func bodyKind(_ field: totem_str) -> totem_kind {
        guard let path = field.string(atMost: 200), let value = body()?.value(at: path) else {
            return totem_kind(TOTEM_ABSENT)
        }
        return value.kind
    }

    func bodyText(_ field: totem_str, _ value: UnsafeMutablePointer<totem_str>?) -> totem_status {
        read(field, value, "must be a string") { frame, json in
            guard case .string(let text) = json else { return nil }
            return frame.arena.put(text)
        }
    }

    func bodyInteger(_ field: totem_str, _ value: UnsafeMutablePointer<Int64>?) -> totem_status {
        read(field, value, "must be a whole number of at most 64 bits") { _, json in json.wholeNumber }
    }

    func bodyBool(_ field: totem_str, _ value: UnsafeMutablePointer<Bool>?) -> totem_status {
        read(field, value, "must be true or false") { _, json in
            guard case .boolean(let flag) = json else { return nil }
            return flag
        }
    }

    func bodyTime(_ field: totem_str, _ value: UnsafeMutablePointer<Int64>?) -> totem_status {
        read(field, value, "must be an RFC 3339 time such as 2026-11-24T09:30:00Z") { _, json in
            guard case .string(let text) = json else { return nil }
            return Timestamp(rfc3339: text)?.milliseconds
        }
    }

    func bodyCount(_ field: totem_str, _ value: UnsafeMutablePointer<Int>?) -> totem_status {
        read(field, value, "must be an array") { _, json in
            guard case .array(let elements) = json else { return nil }
            return elements.count
        }
    }

    private func read<Value>(
        _ field: totem_str,
        _ place: UnsafeMutablePointer<Value>?,
        _ objection: String,
        _ convert: (CallFrame, JSONValue) -> Value?
    ) -> totem_status {
        guard let place, let path = field.string(atMost: 200) else {
            return refuse(TOTEM_INVALID, "a field needs a name and a place for its value")
        }
        guard let body = body() else { return badBody() }
        guard let json = body.value(at: path) else { return vetoField(path, "is missing") }
        guard let value = convert(self, json) else { return vetoField(path, objection) }
        place.pointee = value
        return HostTable.ok
    }

    private func body() -> JSONValue? { request?.request.json }

    private func badBody() -> totem_status {
        guard request != nil else { return refuse(TOTEM_MISUSE, "only a route has a body") }
        return vetoField("body", "must be JSON")
    }
}

extension JSONValue {
    /// The value at `address.city` or `items[2].quantity`.
    func value(at path: String) -> JSONValue? {
        var value = self
        for step in path.split(separator: ".") {
            let parts = step.split(separator: "[", omittingEmptySubsequences: false)
            guard let member = value[String(parts[0])] else { return nil }
            value = member
            for part in parts.dropFirst() {
                guard case .array(let elements) = value, part.hasSuffix("]"), let index = Int(part.dropLast()),
                    elements.indices.contains(index)
                else { return nil }
                value = elements[index]
            }
        }
        return value
    }
}
