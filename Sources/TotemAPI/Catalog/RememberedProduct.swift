import TotemKernel

extension API {
    /// The path of one product, as its route names it.
    package static let productPath = "/v1/products/{product}"

    /// What a guest is answered at ``productPath``, when it is in memory and neither the store nor a plugin has to be asked.
    /// Nil: the route finds out.
    /// - Parameter id: as it stands in the path.
    package func rememberedProduct(_ id: Substring) -> Answer? {
        guard let id = Product.ID(canonical: id) else { return nil }
        let context = kernel.context(for: .guest)
        let hooks = context.hooks
        guard !ListedPrices.depend(on: context), !hooks.hears(RequestAudiences.self) else { return nil }
        return products.answer(
            .id(id),
            isStaff: false,
            by: hooks.hears(ViewExtend.self) ? hooks : nil,
            at: kernel.clock.uptime
        )
    }
}
