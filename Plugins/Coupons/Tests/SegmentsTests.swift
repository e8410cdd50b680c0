import Foundation
import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Coupons for segments of customers")
struct SegmentsTests {
    /// A plugin of that name, to whose segment 7 belong all customers with even ids; there is no segment above 10.
    private static func build(in folder: String) throws {
        let own = folder + "/segments"
        try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
        let manifest = #"{"name": "segments", "version": "1.0.0", "abi": 1}"#
        let source = """
            #include "totem_plugin.h"
            static totem_status contains(totem_call *call, int64_t user, int64_t segment, bool *result, void *state) {
              (void)state;
              if (segment > 10) return totem_problem(call, 404, "not-found", TOTEM_STR("There is no such segment."));
              *result = segment == 7 && user % 2 == 0;
              return TOTEM_OK;
            }
            static totem_status start(totem_registry *registry, totem_instance *instance, void **state) {
              (void)instance;
              *state = NULL;
              return totem_service(registry, "contains", "ii>b", (totem_function)contains);
            }
            TOTEM_EXPORT const totem_plugin *totem_plugin_entry(const totem_host_info *host) {
              (void)host;
              static const totem_plugin plugin = {
                .size = sizeof plugin, .abi = TOTEM_ABI, .name = "segments", .version = "1.0.0", .start = start,
              };
              return &plugin;
            }
            """
        try Data(manifest.utf8).write(to: URL(fileURLWithPath: own + "/plugin.json"))
        try Data(source.utf8).write(to: URL(fileURLWithPath: own + "/segments.c"))
        try ChildProcess.run(
            ["cc", "-std=c11", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-fvisibility=hidden"]
                + ["-I", PluginFixtures.packageFolder + "/Sources/CTotem/include", "-o", "segments.so", "segments.c"],
            in: own
        )
    }

    @Test("Who belongs to one may use it, who belongs to an excluded one may not, and a guest is asked to log in")
    func segments() async throws {
        let coupons = try await CouponShop.open()
        try Self.build(in: coupons.shop.folder)
        // Nobody knows yet that there is none.
        try await coupons.add("NOBODY", "fixed_amount", 100, ["segments": [99]])
        try await coupons.shop.enable("segments")
        try await coupons.add("EVEN", "fixed_amount", 100, ["segments": [3, 7]])
        try await coupons.add("ODD", "fixed_amount", 100, ["excluded_segments": [7]])
        let lost = await refusal { try await coupons.add("LOST", "fixed_amount", 100, ["segments": [7, 99]]) }
        #expect(lost?.kind == .invalid && lost?.fields == [KernelError.Field("segments[1]", "names no segment: 99")])
        let users = [try await coupons.register("a@example.com"), try await coupons.register("b@example.com")]
        for user in users {
            let actor = TotemKernel.Actor.user(user.id, roles: [.customer])
            let isEven = user.id.value % 2 == 0
            #expect(await coupons.refusalCode(codes: ["EVEN"], by: actor) == (isEven ? nil : "coupon-not-in-segment"))
            #expect(await coupons.refusalCode(codes: ["ODD"], by: actor) == (isEven ? "coupon-not-in-segment" : nil))
            #expect(await coupons.refusalCode(codes: ["NOBODY"], by: actor) == "coupon-not-in-segment")
            #expect(try await coupons.buy([isEven ? "EVEN" : "ODD"], by: actor).totals.discount.amount == 100)
        }
        #expect(await coupons.refusalCode(codes: ["EVEN"]) == "coupon-for-customers")
        #expect(try await coupons.discount(codes: ["ODD"]) == 100)
    }

    @Test("With the plugin Segments itself, a coupon names segments that there are")
    func shipped() async throws {
        let coupons = try await CouponShop.open()
        try PluginFixtures.assemble("Segments", library: "Segments", into: coupons.shop.folder)
        try await coupons.shop.enable("segments")
        let body: JSONValue = ["name": "All", "criteria": ["created.days_ago": ["gte": 0]]]
        let made = try await coupons.shop.send("POST", "/", of: "segments", body)
        let segment = try #require(made["id"].integer)
        try await coupons.add("SOME", "fixed_amount", 100, ["segments": [.integer(segment)]])
        for field in ["segments", "excluded_segments"] {
            let wrong: [String: JSONValue] = [field: [.integer(segment), .integer(segment + 1)]]
            let refused = await refusal { try await coupons.add("LOST", "fixed_amount", 100, wrong) }
            #expect(refused?.fields == [KernelError.Field("\(field)[1]", "names no segment: \(segment + 1)")])
        }
    }

    @Test("While Segments is off, what names segments applies to nobody, and says so")
    func off() async throws {
        let coupons = try await CouponShop.open()
        try Self.build(in: coupons.shop.folder)
        try await coupons.shop.enable("segments")
        try await coupons.add("SOME", "fixed_amount", 100, ["excluded_segments": [3]])
        let actor = TotemKernel.Actor.user(try await coupons.register("a@example.com").id, roles: [.customer])
        let cart = try await coupons.shop.cart(codes: ["SOME"], by: actor)
        #expect(cart.totals.discount.amount == 100)
        try await coupons.shop.disable("segments")
        #expect(try await coupons.shop.look(cart.token).totals.discount.amount == 0)
        let refused = await refusal { _ = try await coupons.shop.order(cart.token, by: actor) }
        #expect(refused?.code == "coupon-segments-off")
        #expect(refused?.detail.contains("can't tell who they are") == true)
        try await coupons.shop.enable("segments")
        #expect(try await coupons.shop.order(cart.token, by: actor).totals.discount.amount == 100)
    }
}
