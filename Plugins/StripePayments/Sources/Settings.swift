import TotemPluginKit

/// What the shop's owner has set.
enum Settings {
    static func secretKey(_ call: Call) -> String? { call.setting("secret_key", as: String.self) }
    static func publishableKey(_ call: Call) -> String? { call.setting("publishable_key", as: String.self) }
    static func webhookSecret(_ call: Call) -> String? { call.setting("webhook_secret", as: String.self) }

    static func apiBase(_ call: Call) -> String {
        call.setting("api_base", as: String.self) ?? "https://api.stripe.com"
    }

    /// `automatic` or `manual`.
    static func captureMethod(_ call: Call) -> String { call.setting("capture_method", as: String.self) ?? "automatic" }

    /// Whether buyers can pay: both keys are there.
    static func areComplete(_ call: Call) -> Bool { secretKey(call) != nil && publishableKey(call) != nil }

    /// `settings.validate`: one key of test mode and one of live mode would fail at the first buyer.
    static func validate(_ call: Call, _ event: SettingsEvent) throws {
        guard let secret = secretKey(call), let publishable = publishableKey(call) else { return }
        guard mode(secret) == mode(publishable) else {
            throw Veto.field(
                "publishable_key",
                "is of \(mode(publishable)) mode and the secret key of \(mode(secret)) mode: take both from one"
            )
        }
    }

    /// Keys are written `sk_test_…`, `pk_live_…`: the manifest's patterns see to that.
    private static func mode(_ key: String) -> String { key.dropFirst(3).hasPrefix("live") ? "live" : "test" }
}
