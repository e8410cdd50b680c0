public import TotemStore

extension Role: SQLCodable {}
