internal import CTotem
internal import TotemKernel

/// A way to pay of one plugin.
struct RegisteredPaymentMethod: Sendable {
    static let largestCount = 20

    let name: String
    /// What buyers read.
    let title: String
}

extension Registration {
    /// What every provider has.
    private static let neededPaymentHooks: [HookPoint] = [
        .paymentAuthorize, .paymentRetrieve, .paymentCapture, .paymentVoid, .paymentRefund,
    ]

    /// Nil also where there is no way to pay.
    var missingPaymentHook: HookPoint? {
        guard !paymentMethods.isEmpty else { return nil }
        return Self.neededPaymentHooks.first { needed in !hooks.contains { $0.point == needed } }
    }

    func paymentProvider(_ name: totem_str, _ title: totem_str) -> totem_status {
        guard manifest.permissions.may(.paymentsProvide) else {
            let action = PluginAction.paymentsProvide.rawValue
            return refuse(
                "it registers a way to pay, and its plugin.json does not ask for \"\(action)\" in permissions.do"
            )
        }
        guard let name = name.string(atMost: 40), RegisteredJob.isName(name) else {
            return refuse("it registers a way to pay whose name is not 1 to 40 lower case letters, digits, '-' and '_'")
        }
        guard let title = title.string(atMost: 100), !title.isEmpty else {
            return refuse("it registers the way to pay \(name) with a title that is not 1 to 100 bytes of UTF-8")
        }
        guard paymentMethods.count < RegisteredPaymentMethod.largestCount else {
            return refuse("it registers more than \(RegisteredPaymentMethod.largestCount) ways to pay")
        }
        guard !paymentMethods.contains(where: { $0.name == name }) else {
            return refuse("it registers the way to pay \(name) twice")
        }
        paymentMethods.append(RegisteredPaymentMethod(name: name, title: title))
        return HostTable.ok
    }
}
