import TotemKernel

/// Sums over orders, for the shop's staff.
func addReportRoutes(to routes: inout Routes) {
    routes.add(
        .get(
            "/v1/reports/sales",
            "What was sold and given back, by day, ISO week or month in UTC, a row for each currency. Orders count when they were "
                + "placed, unless pending or cancelled; refunds when they were given",
            for: .staff,
            query: [
                "from": Schema.reportDay.described(
                    "the first day; else the 30 days, or 12 weeks or months, up to 'to'"
                ),
                "to": Schema.reportDay.described("the last day, which is part of it; else today"),
                "by": .choice(ReportPeriod.self),
            ],
            answering: .page(SalesRow.schema)
        )
    ) { request in
        let query = try request.query()
        let range = try ReportRange(
            from: query["from"],
            to: query["to"],
            by: try query.choice("by") ?? .day,
            at: request.context.now
        )
        return .json(
            Page(
                items: try await request.read { tx, context in try SalesReport.rows(range, in: tx, context) },
                nextCursor: nil
            )
        )
    }
    routes.add(
        .get(
            "/v1/reports/products",
            "What was sold most in at most 400 days, by SKU and currency, and what was given back for it",
            for: .staff,
            query: [
                "from": Schema.reportDay.described("the first day; else the 30 days up to 'to'"),
                "to": Schema.reportDay.described("the last day, which is part of it; else today"),
                "limit": .integer(1...Int64(PageRequest.largestLimit)), "sort": .choice(ProductReport.Sort.self),
            ],
            answering: .page(ProductSalesRow.schema)
        )
    ) { request in
        let query = try request.query()
        let range = try ReportRange(from: query["from"], to: query["to"], by: .day, at: request.context.now)
        let sort: ProductReport.Sort = try query.choice("sort") ?? .total
        let limit = try query.page().limit
        return .json(
            Page(
                items: try await request.read { tx, context in
                    try ProductReport.rows(range, sort: sort, limit: limit, in: tx, context)
                },
                nextCursor: nil
            )
        )
    }
}
