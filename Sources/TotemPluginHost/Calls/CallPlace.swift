/// Which function of a plugin runs.
enum CallPlace {
    case hook(HookPoint)
    case route(String)
    case job(String)
    /// One that is opened by what this names.
    case transaction(String)
    case callee(Callee)

    var name: String {
        switch self {
        case .hook(let hook): hook.rawValue
        case .route(let route): route
        case .job(let job): "the job \(job)"
        case .transaction(let opener): "a transaction of \(opener)"
        case .callee(let callee): callee.title
        }
    }

    var point: HookPoint? {
        if case .hook(let point) = self { point } else { nil }
    }

    var callee: Callee? {
        if case .callee(let callee) = self { callee } else { nil }
    }
}
