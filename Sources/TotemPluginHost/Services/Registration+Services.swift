internal import CTotem
internal import CTotemForeign
internal import TotemKernel

/// Services, hooks of the plugin's own, and what it does at hooks of others.
extension Registration {
    private static let largestCount = 200

    func service(
        _ name: totem_str,
        _ signature: totem_str,
        _ typed: totem_function?,
        _ boxed: totem_boxed_fn?
    ) -> totem_status {
        let name = name.string(atMost: 100) ?? ""
        guard ServiceName.isValid(name) else { return refuse("it offers the service '\(name)'; \(Self.nameRule)") }
        guard let signature = self.signature(signature, of: "the service \(name)") else { return Self.invalid }
        guard let function = ForeignFunction(typed, boxed) else {
            return refuse("it offers the service \(name) without a function")
        }
        guard !services.contains(where: { $0.name == name }) else {
            return refuse("it offers the service \(name) twice")
        }
        guard services.count < Self.largestCount else {
            return refuse("it offers more than \(Self.largestCount) services")
        }
        services.append(RegisteredService(name: name, signature: signature, function: function))
        return HostTable.ok
    }

    func serviceRole(_ name: totem_str, _ role: totem_role) -> totem_status {
        let name = name.string(atMost: 100) ?? ""
        guard let index = services.firstIndex(where: { $0.name == name }) else {
            return refuse("it sets the role of the service '\(name)', which it does not offer")
        }
        guard Role.isKnown(abi: role) else { return refuse("it gives the service \(name) a role that there is not") }
        services[index].role = Role(abi: role)
        return HostTable.ok
    }

    func defineHook(_ name: totem_str, _ signature: totem_str) -> totem_status {
        let name = name.string(atMost: 100) ?? ""
        guard ServiceName.isValid(name) else { return refuse("it defines the hook '\(name)'; \(Self.nameRule)") }
        guard let signature = self.signature(signature, of: "the hook \(name)") else { return Self.invalid }
        guard signature.result == nil else {
            return refuse("it defines the hook \(name) as '\(signature.text)'; a hook has no result")
        }
        guard HookPoint(rawValue: "\(manifest.name).\(name)") == nil else {
            return refuse("it defines the hook \(manifest.name).\(name), which is Totem's own; choose another name")
        }
        guard !definedHooks.contains(where: { $0.name == name }) else {
            return refuse("it defines the hook \(name) twice")
        }
        guard definedHooks.count < Self.largestCount else {
            return refuse("it defines more than \(Self.largestCount) hooks")
        }
        definedHooks.append(DefinedHook(name: name, signature: signature))
        return HostTable.ok
    }

    func listen(
        to hook: totem_str,
        _ signature: totem_str,
        _ typed: totem_function?,
        _ boxed: totem_boxed_fn?,
        _ priority: Int32
    ) -> totem_status {
        let hook = hook.string(atMost: 200) ?? ""
        guard ServiceName.parts(hook) != nil, HookPoint(rawValue: hook) == nil else {
            return refuse("it listens to '\(hook)'; a hook of another plugin is like loyalty.points_awarded")
        }
        guard let signature = self.signature(signature, of: "the hook \(hook)") else { return Self.invalid }
        guard let function = ForeignFunction(typed, boxed) else {
            return refuse("it listens to \(hook) without a function")
        }
        guard let declared = manifest.hooks[hook] else {
            return refuse("it listens to \(hook), which its plugin.json does not name under \"hooks\"")
        }
        guard !listeners.contains(where: { $0.hook == hook }) else { return refuse("it listens to \(hook) twice") }
        listeners.append(
            RegisteredListener(
                hook: hook,
                signature: signature,
                function: function,
                priority: priority,
                failsOpen: declared.failsOpen
            )
        )
        return HostTable.ok
    }

    private static let nameRule =
        "a name is lower case letters, digits and '_', a letter first, at most \(ServiceName.largest)"
    private static let invalid = totem_status(TOTEM_INVALID)

    private func signature(_ text: totem_str, of what: String) -> ServiceSignature? {
        let text = text.string(atMost: 100) ?? "?"
        if let signature = ServiceSignature(text) { return signature }
        _ = refuse(
            "it gives \(what) the signature '\(text)'; one is at most \(TOTEM_FOREIGN_PARAMETERS) of i, d, b, s and j, and after "
                + "'>' one for a result"
        )
        return nil
    }
}
