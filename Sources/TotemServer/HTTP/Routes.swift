import TotemKernel

/// The routes of the shop. A feature adds its own in a file of its folder, each with one declaration that says all about
/// it and one closure that does it:
///
/// ```swift
/// func addCartRoutes(to routes: inout Routes) {
///     routes.add(.get("/v1/carts/{cart}", "A cart at today's prices", answering: Cart.schema).ifChanged) { request in
///         let token = try request.parameter("cart")
///         let cart = try await request.read { tx, context in try CartStore.get(token, in: tx, context) }
///         return request.unlessKnown(cart.answer)
///     }
///     routes.add(
///         .post("/v1/carts/{cart}/codes", "Enter a code", taking: CodeBody.schema, answering: Cart.schema)
///     ) { request in
///         let code = try request.json(CodeBody.self).code
///         return try await request.change { tx, context in … }
///     }
/// }
/// ```
/// * Who asks, and the names of the query's parameters, are checked before the closure runs, and before the body is
///   read. Any method that no route has at a path is answered with 405 and what it can; `HEAD` comes with `GET`.
/// * A schema stands beside the type that reads or writes what it describes: `CodeBody.schema`, `Cart.schema`. One that
///   is ``Schema/named(_:_:)`` gets into `/openapi.json` with the first route that uses it.
/// * A new feature's function is called in ``Routes/ofShop()``; that is all.
public struct Routes {
    private(set) var all: [Route] = []

    /// Adds a route that lets in whom its declaration names, with the query that it describes.
    mutating func add(_ operation: Operation, _ handler: @escaping Route.Handler) {
        all.append(Route(operation, admitting: { request in try operation.admit(request) }, handler))
    }

    /// Adds every method of a path whose routes are declared elsewhere, as those of plugins are.
    mutating func addUndeclared(
        _ path: String,
        admitting admission: @escaping Route.Admission,
        _ handler: @escaping Route.Handler
    ) {
        for method in Operation.Method.allCases {
            let operation = Operation(method: method, path: path, summary: "")
            all.append(Route(operation, isDeclared: false, admitting: admission, handler))
        }
    }

    /// What every route does, in the order in which they were added.
    var operations: [Operation] { all.filter(\.isDeclared).map(\.operation) }
}

/// What a route does, and the code that does it.
struct Route: Sendable {
    typealias Handler = @Sendable (APIRequest) async throws -> Answer
    /// Looks at a request before its body is read: whether the one who asks may.
    typealias Admission = @Sendable (APIRequest) throws -> Void

    let operation: Operation
    let isDeclared: Bool
    let admit: Admission
    let handler: Handler

    init(
        _ operation: Operation,
        isDeclared: Bool = true,
        admitting admission: @escaping Admission,
        _ handler: @escaping Handler
    ) {
        self.operation = operation
        self.isDeclared = isDeclared
        admit = admission
        self.handler = handler
    }
}

extension Routes {
    /// Those of every feature.
    static func ofShop() -> Routes {
        var routes = Routes()
        addHealthRoutes(to: &routes)
        addMetricsRoutes(to: &routes)
        addSessionRoutes(to: &routes)
        addProfileRoutes(to: &routes)
        addUserRoutes(to: &routes)
        addSettingRoutes(to: &routes)
        addProductRoutes(to: &routes)
        addCategoryRoutes(to: &routes)
        addInventoryRoutes(to: &routes)
        addCartRoutes(to: &routes)
        addOrderRoutes(to: &routes)
        addWebhookRoutes(to: &routes)
        addPluginAdministrationRoutes(to: &routes)
        addPluginRoutes(to: &routes)
        addOpenAPIRoutes(to: &routes)
        return routes
    }
}
