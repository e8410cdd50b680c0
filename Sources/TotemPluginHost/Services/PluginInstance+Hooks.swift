internal import TotemKernel

/// Hooks that plugins define for each other.
extension PluginInstance {
    /// Whether it and those that run mean the same by their hooks.
    /// - Throws: ``PluginProblem`` that shows both signatures.
    func checkHooks(with others: [PluginInstance]) throws {
        for other in others where other.manifest.name != manifest.name {
            for listener in listeners { try listener.check(against: other, listenedToBy: manifest.name) }
            for listener in other.listeners { try listener.check(against: self, listenedToBy: other.manifest.name) }
        }
    }
}

extension RegisteredListener {
    fileprivate func check(against instance: PluginInstance, listenedToBy listener: String) throws {
        guard let (plugin, name) = ServiceName.parts(hook), plugin == instance.manifest.name else { return }
        guard let defined = instance.definedHooks.first(where: { $0.name == name }) else {
            let known = instance.definedHooks.map(\.name).sorted().joined(separator: ", ")
            throw PluginProblem(
                "the plugin \(listener) listens to \(hook), and \(plugin) \(instance.manifest.version) defines "
                    + "\(known.isEmpty ? "no hooks" : known)"
            )
        }
        guard defined.signature.text == signature.text else {
            throw PluginProblem(
                "the plugin \(listener) listens to \(hook) as '\(signature.text)', and \(plugin) \(instance.manifest.version) "
                    + "defines it as '\(defined.signature.text)'"
            )
        }
    }
}
