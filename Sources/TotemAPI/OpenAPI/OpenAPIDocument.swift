import Synchronization
import TotemKernel
import TotemStore

/// The HTTP interface as OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0).
enum OpenAPIDocument {
    /// - Parameters:
    ///   - operations: of the shop's own routes.
    ///   - pluginRoutes: those of the plugins that are on.
    ///   - currency: the store's.
    ///   - providers: those of this shop.
    static func json(
        of operations: [Operation],
        with pluginRoutes: [PluginRouteDescription],
        in currency: Currency,
        paidBy providers: PaymentProviders = PaymentProviders()
    ) -> JSONValue {
        let operations = operations + pluginRoutes.map { Operation($0) }
        var schemas = schemas(of: operations)
        schemas[CheckoutBody.Method.name] = .choice(providers.methods)
        schemas[Schema.storeCurrencyName] = .choice([currency.code]).described("ISO 4217; the store's own")
        var paths: [String: JSONValue] = [:]
        for operation in operations {
            var methods: [String: JSONValue] = [:]
            if case .object(let known) = paths[operation.path] { methods = known }
            methods[operation.method.rawValue.lowercased()] = json(operation, path: operation.path)
            paths[operation.path] = .object(methods)
        }
        return .object([
            "openapi": .string("3.1.0"),
            "info": .object([
                "title": .string("Totem"), "version": .string(CoreSchema.kernelVersion.description),
            ]),
            "paths": .object(paths),
            "components": .object([
                "schemas": .object(schemas.mapValues(\.json)),
                "securitySchemes": .object([
                    "token": .object(["type": .string("http"), "scheme": .string("bearer")])
                ]),
            ]),
        ])
    }

    /// The named schemas that operations use, and those that these use.
    private static func schemas(of operations: [Operation]) -> [String: Schema] {
        var found: [String: Schema] = [:]
        var waiting =
            [Problem.schema]
            + operations.flatMap { operation in
                [operation.body, operation.answer].compactMap { $0 } + operation.query.values
                    + operation.parameters.values
            }
        while let schema = waiting.popLast() {
            for (name, make) in schema.named where found[name] == nil {
                let named = make()
                found[name] = named
                waiting.append(named)
            }
        }
        return found
    }

    private static func json(_ operation: Operation, path: String) -> JSONValue {
        var members: [String: JSONValue] = [
            "summary": .string(operation.summary),
            "parameters": .array(parameters(of: operation, path)),
            "responses": .object(responses(of: operation)),
            "security": security(of: operation),
        ]
        if let role = operation.role {
            let who = operation.needsSession ? "For users with the role" : "For the role"
            members["description"] = .string("\(who) \(role.rawValue).")
        }
        if let body = operation.body {
            members["requestBody"] = .object([
                "required": .boolean(operation.needsBody),
                "content": content(body, "application/json"),
            ])
        }
        return .object(members)
    }

    /// What everybody may do can be done with a token too.
    private static func security(of operation: Operation) -> JSONValue {
        let token = JSONValue.object(["token": .array([])])
        return .array(operation.role == nil && !operation.needsSession ? [.object([:]), token] : [token])
    }

    private static func parameters(of operation: Operation, _ path: String) -> [JSONValue] {
        let names = path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
        return names.map { parameter($0, in: "path", operation.parameters[$0] ?? .text, isRequired: true) }
            + operation.query.sorted { $0.key < $1.key }.map { name, schema in
                queryParameter(name, schema, isRequired: operation.requiredQuery.contains(name))
            }
            + operation.headers.sorted { $0.key < $1.key }.map { parameter($0.key, in: "header", $0.value) }
    }

    /// One that is given is not blank: see ``QueryNames``. Of `attribute.{name}` each member of an object is a parameter of
    /// its own, as `form` has it.
    private static func queryParameter(_ name: String, _ schema: Schema, isRequired: Bool) -> JSONValue {
        let filled = schema.isBareText ? schema.adding(Schema.filledText.members) : schema
        guard let brace = name.firstIndex(of: "{") else {
            return parameter(name, in: "query", filled, isRequired: isRequired)
        }
        let family = Schema.map(filled).adding([
            "propertyNames": .object(["pattern": .string("^\(name[..<brace].replacing(".", with: "\\."))[^\\u0000]+$")])
        ])
        guard case .object(var members) = parameter(String(name[..<brace].dropLast()), in: "query", family) else {
            return .null
        }
        members["style"] = .string("form")
        members["explode"] = .boolean(true)
        return .object(members)
    }

    private static func parameter(
        _ name: String,
        in place: String,
        _ schema: Schema,
        isRequired: Bool = false
    ) -> JSONValue {
        .object([
            "name": .string(name), "in": .string(place), "required": .boolean(isRequired), "schema": schema.json,
        ])
    }

    private static func responses(of operation: Operation) -> [String: JSONValue] {
        var answer: [String: JSONValue] = ["description": .string(operation.summary)]
        if let schema = operation.answer { answer["content"] = content(schema, operation.mediaType) }
        let problem = JSONValue.object([
            "description": .string(
                "What is wrong, and what to do about it: 404 where something that is named is not there, 409 where the "
                    + "state of things forbids it, 422 where a value is bad"
            ),
            "content": content(Problem.schema, "application/problem+json"),
        ])
        var responses = [String(operation.status): JSONValue.object(answer), "default": problem]
        for (status, schema) in operation.otherAnswers {
            var other: [String: JSONValue] = ["description": .string(operation.summary)]
            let mediaType = status < 300 ? operation.mediaType : "application/problem+json"
            if let schema { other["content"] = content(schema, mediaType) }
            responses[String(status)] = .object(other)
        }
        guard operation.mayWait else { return responses }
        answer["description"] = .string(
            "The payment is not decided: the buyer must do something, or its provider has not said"
        )
        responses["202"] = .object(answer)
        return responses
    }

    private static func content(_ schema: Schema, _ mediaType: String) -> JSONValue {
        .object([mediaType: .object(["schema": schema.json])])
    }
}

extension Routes {
    /// Adds `/openapi.json`, which describes all routes that were added before, and those of the plugins that are on.
    package mutating func addDocument() {
        let operation = Operation.get("/openapi.json", "This document", answering: .any)
        let written = WrittenDocument(of: operations + [operation])
        add(operation) { request in
            let currency = try await request.read { tx, _ in try StoreSettings.currency(in: tx) }
            return written.answer(with: request.context.hooks.routes, in: currency, request.providers)
        }
    }
}

/// The document as it was written last: it takes a hundred times as long to write as to send, and anybody may ask for it.
private final class WrittenDocument: Sendable {
    private let operations: [Operation]
    private struct Written {
        let routes: [PluginRouteDescription]
        let currency: Currency
        let methods: [String]
        let answer: Answer
    }

    private let last = Mutex<Written?>(nil)

    init(of operations: [Operation]) { self.operations = operations }

    func answer(
        with routes: [PluginRouteDescription],
        in currency: Currency,
        _ providers: PaymentProviders
    ) -> Answer {
        let methods = providers.methods
        return last.withLock { last in
            if let last, last.routes == routes, last.currency == currency, last.methods == methods {
                return last.answer
            }
            let json = OpenAPIDocument.json(of: operations, with: routes, in: currency, paidBy: providers)
            let answer = Answer.json(json).encoded()
            last = Written(routes: routes, currency: currency, methods: methods, answer: answer)
            return answer
        }
    }
}
