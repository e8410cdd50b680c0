internal import CTotem
internal import TotemKernel

/// `totem_payment_changed`: a provider tells that something became of a payment.
extension CallFrame {
    func paymentChanged(_ method: totem_str, _ reference: totem_str) -> totem_status {
        guard let outside, place.point == nil else {
            return refuse(TOTEM_MISUSE, "totem_payment_changed is for jobs and outside routes, not for \(place.name)")
        }
        let methods = plugin.instance.paymentMethods
        guard let name = method.string(atMost: 40), methods.contains(where: { $0.name == name }) else {
            let known = methods.map(\.name).joined(separator: ", ")
            return refuse(TOTEM_NOT_FOUND, "the plugin has no such way to pay; it has: \(known)")
        }
        guard let reference = reference.exactString(atMost: 255), !reference.isEmpty else {
            return refuse(TOTEM_INVALID, "a reference is 1 to 255 bytes of UTF-8")
        }
        do {
            let isKnown = try OutsideThreads.wait { [plugin] in
                try await outside.kernel.look(
                    after: reference,
                    of: "\(plugin.name).\(name)",
                    outside.context.acting(as: plugin.name, with: outside.context.hooks)
                )
            }
            return isKnown ? HostTable.ok : refuse(TOTEM_NOT_FOUND, "there is no payment '\(reference)' by \(name)")
        } catch let error as KernelError {
            return refuse(TOTEM_REFUSED, error.detail)
        } catch {
            return refuse(TOTEM_STORE, "\(error)")
        }
    }
}

extension OutsideCall {
    /// The shop with the plugins of this call.
    fileprivate var kernel: Kernel {
        Kernel(store: services.store, hooks: SamePlugins(hooks: context.hooks), clock: services.clock)
    }
}

/// The plugins of one request, for what is done in it.
private struct SamePlugins: HookDispatcher {
    let hooks: any HookSet

    func current() -> any HookSet { hooks }
}
