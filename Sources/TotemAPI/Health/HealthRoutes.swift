import TotemKernel
import TotemStore

/// For load balancers and supervisors: `live` says that the process answers, `ready` that it can sell.
func addHealthRoutes(to routes: inout Routes) {
    routes.add(.get("/health/live", "Whether the process answers", answering: health)) { _ in .json(["status": "live"])
    }
    routes.add(.get("/health/ready", "Whether the shop can sell", answering: health)) { request in
        let plugins = request.api.plugins
        if let closed = plugins.whyClosed() { throw closed }
        do {
            try await request.api.readiness.confirm()
        } catch {
            // A plugin that keeps the store from being written has been known for that meanwhile.
            throw plugins.whyClosed() ?? error
        }
        return .json(["status": "ready"])
    }
}

private let health = Schema.named("Health", .object(["status": .choice(["live", "ready"])]))
