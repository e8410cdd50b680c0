import TotemKernel
import TotemStore

/// For load balancers and supervisors: `live` says that the process answers, `ready` that it can sell.
func addHealthRoutes(to routes: Routes) {
    routes.get("/health/live") { _ in .json(["status": "live"]) }
    routes.get("/health/ready") { request in
        try await request.server.readiness.confirm()
        return .json(["status": "ready"])
    }
}
