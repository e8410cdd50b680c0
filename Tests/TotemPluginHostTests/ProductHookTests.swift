import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("product.saving")
struct ProductHookTests {
    @Test("A new product and a change are told as they are and as they will be, and refused by field")
    func vetoes() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("taste")
        plugin.hooks = [
            "product.saving": """
            for (size_t i = 0; i < event->change_count; i++) {
              const totem_product_change *change = event->changes[i];
              const totem_product *after = change->after;
              char told[400];
              snprintf(told, sizeof told, "%lld %lld->%lld %.*s %.*s stock %lld cost %lld %zu %.*s",
                (long long)change->id, change->before ? (long long)change->before->price : -1, (long long)after->price,
                (int)after->currency.len, after->currency.ptr, (int)after->name.len, after->name.ptr,
                (long long)after->stock, (long long)after->cost, after->variant_count,
                (int)after->categories.len, after->categories.ptr);
              totem_log(call, TOTEM_LOG_INFO, totem_text(told));
              for (size_t j = 0; j < after->variant_count; j++) {
                const totem_variant *variant = after->variants[j];
                snprintf(told, sizeof told, "variant %.*s %lld %.*s", (int)variant->sku.len, variant->sku.ptr,
                  (long long)variant->stock, (int)variant->options.len, variant->options.ptr);
                totem_log(call, TOTEM_LOG_INFO, totem_text(told));
              }
              if (after->price > 5000) totem_veto_field(call, "price", TOTEM_STR("is more than anybody pays"));
              if (after->name.len > 20) totem_veto_field(call, "name", TOTEM_STR("is too long for the shelf"));
            }
            """
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("taste")
        let currency = try #require(Currency("USD"))
        var draft = ProductDraft(
            sku: "VASE",
            name: "Vase",
            price: Money(4000, currency),
            categories: [["Home", "Vases"]],
            variants: [
                VariantDraft(
                    sku: "VASE-S",
                    price: Money(4000, currency),
                    options: [.init("Size", "Small")],
                    stock: .units(7)
                )
            ]
        )
        let create: @Sendable (ProductDraft) async throws -> Product = { draft in
            try await shop.kernel.write(as: .system) { tx, context in
                try ProductStore.create(draft, in: HookCall(tx, context))
            }
        }
        let vase = try await create(draft)
        #expect(shop.log.has(#"0 -1->4000 USD Vase stock -1 cost -1 1 [["Home","Vases"]]"#))
        #expect(shop.log.has(#"variant VASE-S 7 [{"name":"Size","value":"Small"}]"#))

        draft = ProductDraft(name: "A vase with a very long name", price: Money(9999, currency))
        let refused = await refusal { [draft] in _ = try await create(draft) }
        #expect(refused?.fields.map(\.field) == ["price", "name"])
        #expect(try await shop.number("SELECT COUNT(*) FROM products WHERE name LIKE 'A vase%'") == 0)

        let update: @Sendable (Int64) async throws -> Product = { price in
            try await shop.kernel.write(as: .system) { tx, context in
                try ProductStore.update(vase.id, in: HookCall(tx, context)) { draft in
                    draft.price = Money(price, currency)
                }
            }
        }
        #expect(await refusal { _ = try await update(5001) }?.fields.map(\.field) == ["price"])
        #expect(try await update(4500).price.amount == 4500)
        #expect(shop.log.has("\(vase.id) 4000->4500 USD Vase"))
    }

    @Test("What stays as it is is asked about by nobody")
    func unchanged() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("never")
        plugin.hooks = ["product.saving": "return totem_veto(call, \"never\", TOTEM_STR(\"Never.\"));"]
        try plugin.build(in: shop.folder)
        try await shop.enable("never")
        _ = try await shop.kernel.write(as: .system) { tx, context in
            try ProductStore.update(Product.ID(1), in: HookCall(tx, context)) { _ in }
        }
    }
}
