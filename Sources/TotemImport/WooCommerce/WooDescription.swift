import TotemKernel

extension WooDialect {
    /// Everything about a product but its price, its stock and its variations.
    func describe(_ draft: inout ProductDraft, _ head: CSVRow, _ losses: inout LossNotes) throws(ImportProblem) {
        let short = WooText.long(sheet.text(head, columns.shortDescription))
        let long = WooText.long(sheet.long(head, columns.description))
        draft.description = long.trimmed().isEmpty ? short : long
        if columns.description == nil, !short.isEmpty {
            losses.note(
                "Short description",
                "is read of new products alone: it can stand in for a description, which the file does not have",
                line: head.line
            )
        }
        draft.categories = WooText.categories(sheet.text(head, columns.categories))
        draft.images = images(head)
        draft.cost = try sheet.price(head, columns.cost)
        draft.weight = try weight(head, &losses) ?? 0
        draft.dimensions = try dimensions(head)

        if !long.trimmed().isEmpty { keep("Short description", short, in: &draft, head, &losses) }
        keep("Tags", WooText.list(sheet.text(head, columns.tags)).joined(separator: ", "), in: &draft, head, &losses)
        keep("Brand", WooText.list(sheet.text(head, columns.brands)).joined(separator: ", "), in: &draft, head, &losses)
        keep("Barcode", sheet.code(head, columns.barcode), in: &draft, head, &losses)
        keep("Grouped products", sheet.plain(head, columns.grouped), in: &draft, head, &losses)
        keep("External URL", sheet.text(head, columns.externalURL), in: &draft, head, &losses)
        keep("Button text", sheet.plain(head, columns.buttonText), in: &draft, head, &losses)
        for attribute in columns.attributes {
            let name = sheet.plain(head, attribute.name)
            let values = WooText.list(sheet.text(head, attribute.values)).joined(separator: ", ")
            if !name.isEmpty { keep(name, values, in: &draft, head, &losses) }
        }
    }

    func weight(_ row: CSVRow, _ losses: inout LossNotes) throws(ImportProblem) -> Int64? {
        guard let weight = try sheet.grams(row, columns.weight, in: columns.weightUnit) else { return nil }
        if weight.isRounded, let column = columns.weight {
            losses.note(sheet.header.names[column], "weights are kept in whole grams: rounded", line: row.line)
        }
        return weight.grams
    }

    func images(_ row: CSVRow) -> [String] {
        var images: [String] = []
        for image in WooText.entries(sheet.text(row, columns.images)) where !images.contains(image) {
            images.append(image)
        }
        return images
    }

    private func dimensions(_ row: CSVRow) throws(ImportProblem) -> JSONValue? {
        var members: [String: JSONValue] = [:]
        for measure in columns.measures {
            let text = sheet.number(row, measure.index)
            guard !text.isEmpty else { continue }
            guard let decimal = DecimalText(text), let value = Double(text), value >= 0 else {
                throw sheet.problem(row, measure.index, "'\(text)' is no length; write a number such as 12.5")
            }
            members[measure.key] = decimal.whole.map(JSONValue.integer) ?? .number(value)
            members["unit"] = .string(measure.unit)
        }
        return members.isEmpty ? nil : .object(members)
    }

    private func keep(
        _ name: String,
        _ value: String,
        in draft: inout ProductDraft,
        _ row: CSVRow,
        _ losses: inout LossNotes
    ) {
        guard !value.isEmpty else { return }
        guard AttributeText.fits(name, value) else { return losses.note(name, AttributeText.refusal, line: row.line) }
        draft.attributes[name] = .string(value)
    }
}
