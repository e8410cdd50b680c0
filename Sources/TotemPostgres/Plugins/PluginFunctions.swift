/// The functions that a plugin's SQL may call: those that compute from their arguments and nothing else. Not among them
/// are those that read files, settings or other sessions, that wait, or that run a text as SQL.
enum PluginFunctions {
    static func allows(_ name: String) -> Bool { names.contains(name) }

    private static let names: Set<String> = [
        // Aggregates and windows.
        "avg", "count", "max", "min", "sum", "string_agg", "bool_and", "bool_or", "every", "cume_dist", "dense_rank",
        "first_value", "lag", "last_value", "lead", "nth_value", "ntile", "percent_rank", "rank", "row_number",
        "json_agg", "json_object_agg", "jsonb_agg", "jsonb_object_agg",
        // Values.
        "abs", "coalesce", "greatest", "ifnull", "least", "nullif", "round", "sign", "random", "gen_random_uuid",
        // Text.
        "ascii", "btrim", "char", "chr", "char_length", "character_length", "concat", "concat_ws", "encode", "format",
        "initcap", "instr", "left", "length", "lower", "ltrim", "md5", "octet_length", "overlay", "position", "replace",
        "reverse", "right", "rtrim", "split_part", "starts_with", "strpos", "substr", "substring", "trim", "upper",
        // Dates.
        "age", "date_part", "date_trunc", "extract", "make_date", "now", "to_char", "to_date", "to_timestamp",
        // JSON.
        "json_array_elements", "json_array_elements_text", "json_array_length", "json_build_array",
        "json_build_object", "json_each", "json_each_text", "json_extract_path", "json_extract_path_text",
        "json_object_keys", "json_typeof", "jsonb_array_elements", "jsonb_array_elements_text", "jsonb_array_length",
        "jsonb_build_array", "jsonb_build_object", "jsonb_each", "jsonb_each_text", "jsonb_extract_path",
        "jsonb_extract_path_text", "jsonb_object_keys", "jsonb_set", "jsonb_typeof", "to_json", "to_jsonb",
        // Mathematics.
        "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "ceil", "ceiling", "cos", "cosh", "degrees", "div",
        "exp", "floor", "ln", "log", "log10", "mod", "pi", "power", "radians", "sin", "sinh", "sqrt", "tan", "tanh",
        "trunc",
    ]

    /// Words of the grammar that stand before a bracket. None of them is the name of a function when it has no quotes.
    static let grammar: Set<String> = [
        "ALL", "AND", "ANY", "ARRAY", "AS", "BETWEEN", "BY", "CASE", "CAST", "CHECK", "CONFLICT", "DEFAULT", "DISTINCT",
        "ELSE", "END", "EXCEPT", "EXISTS", "FILTER", "FROM", "GROUP", "HAVING", "IN", "INTERSECT", "IS", "JOIN", "KEY",
        "LATERAL", "LIKE", "LIMIT", "MATERIALIZED", "NOT", "OFFSET", "ON", "OR", "ORDER", "OVER", "PARTITION",
        "RETURNING", "ROW", "SELECT", "SET", "SOME", "THEN", "UNION", "UNIQUE", "UPDATE", "USING", "VALUES", "WHEN",
        "WHERE", "WINDOW", "WITHIN", "NUMERIC", "DECIMAL", "VARCHAR", "ILIKE",
    ]
}
