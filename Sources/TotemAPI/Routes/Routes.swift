import TotemKernel

/// The routes of the shop. A feature adds its own in a file of its folder, each with one declaration that says all about
/// it and one closure that does it:
///
/// ```swift
/// func addCartRoutes(to routes: inout Routes) {
///     routes.add(.get("/v1/carts/{cart}", "A cart at today's prices", answering: Cart.schema).ifChanged) { request in
///         let token = try request.parameter("cart")
///         let cart = try await request.read { tx, context in try CartStore.get(token, in: tx, context) }
///         return request.unlessKnown(answer)
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
package struct Routes {
    package private(set) var all: [Route] = []

    package init() {}

    /// Adds a route that lets in whom its declaration names, with the query that it describes.
    package mutating func add(_ operation: Operation, _ handler: @escaping Route.Handler) {
        all.append(Route(operation, admitting: { request in try operation.admit(request) }, handler))
    }

    /// Adds every method of a path whose routes are declared elsewhere, as those of plugins are.
    package mutating func addUndeclared(
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
    package var operations: [Operation] { all.filter(\.isDeclared).map(\.operation) }
}

/// What a route does, and the code that does it.
package struct Route: Sendable {
    package typealias Handler = @Sendable (APIRequest) async throws -> Answer
    /// Looks at a request before its body is read: whether the one who asks may.
    package typealias Admission = @Sendable (APIRequest) throws -> Void

    package let operation: Operation
    package let isDeclared: Bool
    package let admit: Admission
    package let handler: Handler

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
    /// Those of every feature of the shop. A transport adds its own and then ``addDocument()``.
    package static func ofShop() -> Routes {
        var routes = Routes()
        addWelcomeRoutes(to: &routes)
        addHealthRoutes(to: &routes)
        addSessionRoutes(to: &routes)
        addProfileRoutes(to: &routes)
        addUserRoutes(to: &routes)
        addCustomerRoutes(to: &routes)
        addErasureRoutes(to: &routes)
        addSettingRoutes(to: &routes)
        addProductRoutes(to: &routes)
        addCategoryRoutes(to: &routes)
        addInventoryRoutes(to: &routes)
        addCartRoutes(to: &routes)
        addOrderRoutes(to: &routes)
        addPaymentOperationRoutes(to: &routes)
        addReportRoutes(to: &routes)
        addMetadataRoutes(to: &routes)
        addWebhookRoutes(to: &routes)
        addEventRoutes(to: &routes)
        addJobRoutes(to: &routes)
        addPluginAdministrationRoutes(to: &routes)
        addServiceRoutes(to: &routes)
        addPluginRoutes(to: &routes)
        return routes
    }
}
