import Synchronization
import TotemKernel
import TotemStore

/// The HTTP interface as OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0).
enum OpenAPIDocument {
    static let features: [FeatureDescription] = [
        .shared, .health, .users, .settings, .catalog, .inventory, .carts, .orders, .webhooks, .plugins,
    ]

    /// By method and path: `GET /v1/products/{product}`.
    static let operations = features.reduce(into: [String: Operation]()) { all, feature in
        all.merge(feature.operations) { one, _ in one }
    }

    /// - Parameter pluginRoutes: those of the plugins that are on.
    static func json(with pluginRoutes: [PluginRouteDescription]) -> JSONValue {
        var paths: [String: JSONValue] = [:]
        for (name, operation) in operations { add(operation, named: name, to: &paths) }
        for route in pluginRoutes { add(Operation(route), named: "\(route.method) \(route.fullPath)", to: &paths) }
        let schemas = features.reduce(into: [String: Schema]()) { all, feature in
            all.merge(feature.schemas) { one, _ in one }
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

    private static func add(_ operation: Operation, named name: String, to paths: inout [String: JSONValue]) {
        let parts = name.split(separator: " ", maxSplits: 1).map(String.init)
        var methods: [String: JSONValue] = [:]
        if case .object(let known) = paths[parts[1]] { methods = known }
        methods[parts[0].lowercased()] = json(operation, path: parts[1])
        paths[parts[1]] = .object(methods)
    }

    private static func json(_ operation: Operation, path: String) -> JSONValue {
        var members: [String: JSONValue] = [
            "summary": .string(operation.summary),
            "parameters": .array(parameters(of: operation, path)),
            "responses": .object(responses(of: operation)),
            "security": security(of: operation),
        ]
        if let role = operation.role { members["description"] = .string("For the role \(role.rawValue).") }
        if let body = operation.body {
            members["requestBody"] = .object([
                "required": .boolean(body.members["required"] != nil || body.members["$ref"] != nil),
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
        return names.map { parameter($0, in: "path", .text, isRequired: true) }
            + operation.query.sorted { $0.key < $1.key }.map { parameter($0.key, in: "query", $0.value) }
            + operation.headers.sorted { $0.key < $1.key }.map { parameter($0.key, in: "header", $0.value) }
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
        return [
            String(operation.status): .object(answer),
            "default": .object([
                "description": .string("What is wrong, and what to do about it"),
                "content": content(.named("Problem"), "application/problem+json"),
            ]),
        ]
    }

    private static func content(_ schema: Schema, _ mediaType: String) -> JSONValue {
        .object([mediaType: .object(["schema": schema.json])])
    }
}

/// `/openapi.json`, with the routes of the plugins that are on.
func addOpenAPIRoutes(to routes: Routes) {
    let written = WrittenDocument()
    routes.get("/openapi.json") { request in written.answer(with: request.context.hooks.routes) }
}

/// The document as it was written last: it takes a hundred times as long to write as to send, and anybody may ask for it.
private final class WrittenDocument: Sendable {
    private let last = Mutex<(routes: [String], answer: Answer)?>(nil)

    func answer(with routes: [PluginRouteDescription]) -> Answer {
        let names = routes.map { "\($0.plugin) \($0.method) \($0.path) \($0.role?.rawValue ?? "")" }
        return last.withLock { last in
            if let last, last.routes == names { return last.answer }
            let answer = Answer.json(OpenAPIDocument.json(with: routes)).encoded()
            last = (names, answer)
            return answer
        }
    }
}

extension Operation {
    fileprivate init(_ route: PluginRouteDescription) {
        self.init(
            summary: "\(route.method) \(route.path) of the plugin \(route.plugin)",
            role: route.role,
            body: ["GET", "DELETE"].contains(route.method) ? nil : .any,
            answer: .any
        )
    }
}

extension PluginRouteDescription {
    fileprivate var fullPath: String { "/v1/x/\(plugin)" + (path == "/" ? "" : path) }
}

extension FeatureDescription {
    fileprivate static let shared = FeatureDescription(
        operations: [
            "GET /openapi.json": .read("This document", .any),
            "GET /metrics": Operation(
                summary: "What Prometheus reads; without a token at the address of --metrics",
                role: .staff,
                answer: .text,
                mediaType: PrometheusText.mediaType
            ),
        ],
        schemas: [
            "Money": .object(["amount": .integer.described("minor units"), "currency": .text.described("ISO 4217")]),
            "Address": .form(
                ["address_line1": .text, "country": .text.described("ISO 3166-1 alpha-2")],
                optional: [
                    "first_name": .text.orNull, "last_name": .text.orNull, "company": .text.orNull,
                    "phone": .text.orNull, "tax_id": .text.orNull, "address_line2": .text.orNull,
                    "city": .text.orNull.described("needed except in a city-state"), "state": .text.orNull,
                    "postal_code": .text.orNull.described("needed where the country's post needs one"),
                ]
            ),
            "Problem": .object(
                ["type": .url, "title": .text, "status": .integer(400...599), "detail": .text],
                sometimes: [
                    "errors": .list(.object(["field": .text, "message": .text])),
                    "request_id": .text.described("names the request in the server's log"),
                    "cart": .named("Cart").described("as it is now, where it is not what it was taken for"),
                ]
            ),
        ]
    )
}
