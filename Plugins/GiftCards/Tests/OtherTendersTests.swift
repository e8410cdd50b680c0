import Foundation
import Testing
import TotemKernel
import TotemTesting

@Suite("Gift cards beside other means of payment")
struct OtherTendersTests {
    @Test("A card pays what other plugins' tenders have left, and keeps the rest")
    func left() async throws {
        let cards = try await GiftShop.open()
        try await Self.build(in: cards.shop.folder)
        try await cards.shop.enable("vouchers")
        let card = try await cards.card(5000)
        let cart = try await cards.shop.cart(codes: [card.code])
        #expect(cart.totals.total.amount == 2749 && cart.totals.due.amount == 0)
        let order = try await cards.shop.order(cart.token)
        #expect(order.payments.map { "\($0.method) \($0.amount.amount)" } == ["vouchers 1000", "gift-cards 1749"])
        #expect(try await cards.balance(card.id) == 5000 - 1749)
        try await cards.checkBooks()
    }

    private static let manifest = """
        {
          "name": "vouchers", "version": "1.0.0", "abi": 1,
          "hooks": {"cart.tenders": {"reads": ["total"], "writes": ["tenders"], "fail": "closed"}}
        }
        """

    /// Pays 10.00 of every cart, before others do.
    private static let source = """
        #include "totem_plugin.h"
        static totem_status pay(totem_call *call, const totem_cart_event *event, void *state) {
          (void)event;
          (void)state;
          totem_tender tender = {.size = sizeof tender, .amount = 1000, .label = TOTEM_STR("Voucher")};
          return totem_add_tender(call, &tender);
        }
        static totem_status start(totem_registry *registry, totem_instance *instance, void **state) {
          (void)instance;
          *state = NULL;
          return totem_on_cart_tenders(registry, pay, 10);
        }
        TOTEM_EXPORT const totem_plugin *totem_plugin_entry(const totem_host_info *host) {
          (void)host;
          static const totem_plugin plugin = {
            .size = sizeof plugin, .abi = TOTEM_ABI, .name = "vouchers", .version = "1.0.0", .start = start,
          };
          return &plugin;
        }
        """

    private static func build(in folder: String) async throws {
        let own = folder + "/vouchers"
        try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
        try Data(manifest.utf8).write(to: URL(fileURLWithPath: own + "/plugin.json"))
        try Data(source.utf8).write(to: URL(fileURLWithPath: own + "/vouchers.c"))
        let include = PluginFixtures.packageFolder + "/Sources/CTotem/include"
        let built = try await TotemCommand.shell(
            "cc -std=c11 -Wall -shared -fPIC -fvisibility=hidden -I \(include) -o vouchers.so vouchers.c",
            in: own
        )
        #expect(built.status == 0, "\(built.errors)")
    }
}
