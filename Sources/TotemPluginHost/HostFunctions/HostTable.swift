internal import CTotem
internal import TotemKernel
internal import TotemStore

/// The table of functions that plugins call. It lives as long as the process; each entry is one line that finds the
/// call behind the pointer, or answers `TOTEM_MISUSE`.
enum HostTable {
    /// Written once, before anybody can read it.
    nonisolated(unsafe) static let pointer: UnsafePointer<totem_host> = {
        let table = UnsafeMutablePointer<totem_host>.allocate(capacity: 1)
        table.initialize(to: totem_host())
        table.pointee.size = UInt32(MemoryLayout<totem_host>.size)
        table.pointee.abi = TOTEM_ABI
        setRegistration(of: &table.pointee)
        setAnswers(of: &table.pointee)
        setRequests(of: &table.pointee)
        setResponses(of: &table.pointee)
        setStatements(of: &table.pointee)
        setSettings(of: &table.pointee)
        setCheckout(of: &table.pointee)
        setAmounts(of: &table.pointee)
        setDelivery(of: &table.pointee)
        setViews(of: &table.pointee)
        setCore(of: &table.pointee)
        setServices(of: &table.pointee)
        setPayments(of: &table.pointee)
        setCarts(of: &table.pointee)
        return UnsafePointer(table)
    }()

    static let misuse = totem_status(TOTEM_MISUSE)
    static let ok = totem_status(TOTEM_OK)

    private static func setRegistration(of table: inout totem_host) {
        table.on = { registry, hook, function, priority in
            Registration.of(registry)?.on(hook, function, priority) ?? HostTable.misuse
        }
        table.route = { registry, method, path, role, access, function in
            Registration.of(registry)?.route(method, path, role, access, function) ?? HostTable.misuse
        }
        table.extension = { _, _ in nil }
        table.instance_log = { instance, level, message in
            InstanceHandle.of(instance)?.writeLog(level, message) ?? HostTable.misuse
        }
        table.instance_is_on = { instance in InstanceHandle.of(instance)?.isSwitchedOn ?? false }
        table.fail_start = { registry, message in Registration.of(registry)?.fail(message) ?? HostTable.misuse }
    }

    private static func setAnswers(of table: inout totem_host) {
        table.problem = { call, status, code, message in
            CallFrame.anywhere(call)?.problem(status, code, message) ?? HostTable.misuse
        }
        table.veto_field = { call, field, message in
            CallFrame.anywhere(call)?.vetoField(field, message) ?? HostTable.misuse
        }
        table.fail = { call, message in CallFrame.anywhere(call)?.fail(message) ?? HostTable.misuse }
        table.last_error = { call in CallFrame.anywhere(call).map { $0.arena.put($0.lastError) } ?? totem_str() }
        table.claim = { call in CallFrame.of(call)?.claim() ?? HostTable.misuse }
        table.claim_as = { call, kept in CallFrame.of(call)?.claim(as: kept) ?? HostTable.misuse }
        table.add_discount = { call, discount in CallFrame.of(call)?.addDiscount(discount) ?? HostTable.misuse }
        table.set_metadata = { call, name, json in CallFrame.of(call)?.setMetadata(name, json) ?? HostTable.misuse }
        table.set_number = { call, number in CallFrame.of(call)?.setNumber(number) ?? HostTable.misuse }
    }

    private static func setRequests(of table: inout totem_host) {
        table.param = { call, name, value in CallFrame.anywhere(call)?.parameter(name, value) ?? HostTable.misuse }
        table.param_i64 = { call, name, value in
            CallFrame.anywhere(call)?.parameterInteger(name, value) ?? HostTable.misuse
        }
        table.query = { call, name, value in CallFrame.anywhere(call)?.query(name, value) ?? HostTable.misuse }
        table.query_i64 = { call, name, value in CallFrame.anywhere(call)?.queryInteger(name, value) ?? HostTable.misuse
        }
        table.body_fields = { call, names in CallFrame.anywhere(call)?.bodyFields(names) ?? HostTable.misuse }
        table.body_kind = { call, field in CallFrame.anywhere(call)?.bodyKind(field) ?? totem_kind(TOTEM_ABSENT) }
        table.body_str = { call, field, value in CallFrame.anywhere(call)?.bodyText(field, value) ?? HostTable.misuse }
        table.body_i64 = { call, field, value in CallFrame.anywhere(call)?.bodyInteger(field, value) ?? HostTable.misuse
        }
        table.body_bool = { call, field, value in CallFrame.anywhere(call)?.bodyBool(field, value) ?? HostTable.misuse }
        table.body_time = { call, field, value in CallFrame.anywhere(call)?.bodyTime(field, value) ?? HostTable.misuse }
        table.body_count = { call, field, value in CallFrame.anywhere(call)?.bodyCount(field, value) ?? HostTable.misuse
        }
        table.request_header = { call, name, value in
            CallFrame.anywhere(call)?.requestHeader(name, value) ?? HostTable.misuse
        }
    }

    private static func setResponses(of table: inout totem_host) {
        table.respond = { call, status, json in CallFrame.anywhere(call)?.respond(status, json) ?? HostTable.misuse }
        table.respond_bytes = { call, status, type, name, bytes in
            CallFrame.anywhere(call)?.respond(status, type: type, fileName: name, bytes) ?? HostTable.misuse
        }
        table.redirect = { call, status, url in CallFrame.anywhere(call)?.redirect(status, url) ?? HostTable.misuse }
        table.page_read = { call, order, page in CallFrame.anywhere(call)?.readPage(order, page) ?? HostTable.misuse }
        table.respond_row = { call, status, statement in
            CallFrame.of(call)?.respondRow(status, statement) ?? HostTable.misuse
        }
        table.respond_page = { call, statement, page in
            CallFrame.of(call)?.respondPage(statement, page) ?? HostTable.misuse
        }
        table.sorted_page_read = { call, key, page in
            CallFrame.anywhere(call)?.readSortedPage(key, page) ?? HostTable.misuse
        }
        table.respond_sorted_page = { call, statement, page in
            CallFrame.of(call)?.respondSortedPage(statement, page) ?? HostTable.misuse
        }
    }

    private static func setStatements(of table: inout totem_host) {
        table.prepare = { call, sql, statement in
            statement?.pointee = nil
            return CallFrame.of(call)?.prepare(sql, statement) ?? HostTable.misuse
        }
        table.bind_null = { statement, index in OpenStatement.of(statement)?.bind(.null, index) ?? HostTable.misuse }
        table.bind_i64 = { statement, index, value in
            OpenStatement.of(statement)?.bind(.integer(value), index) ?? HostTable.misuse
        }
        table.bind_f64 = { statement, index, value in
            OpenStatement.of(statement)?.bind(.real(value), index) ?? HostTable.misuse
        }
        table.bind_str = { statement, index, value in
            OpenStatement.of(statement)?.bindText(value, index) ?? HostTable.misuse
        }
        table.bind_blob = { statement, index, value in
            OpenStatement.of(statement)?.bindBlob(value, index) ?? HostTable.misuse
        }
        table.step = { statement in OpenStatement.of(statement)?.step() ?? HostTable.misuse }
        table.reset = { statement in OpenStatement.of(statement)?.reset() ?? HostTable.misuse }
        table.close = { statement in OpenStatement.of(statement)?.end() ?? HostTable.misuse }
        table.keep_rows = { statement in OpenStatement.of(statement)?.keepRows() ?? HostTable.misuse }
        table.step_at_commit = { statement, oneRow in
            OpenStatement.of(statement)?.stepAtCommit(oneRow: oneRow) ?? HostTable.misuse
        }
        table.lock = { call, name in CallFrame.of(call)?.lock(name) ?? HostTable.misuse }
        table.changes = { statement in OpenStatement.with(statement, else: 0) { $0.changes } }
        table.column_count = { statement in OpenStatement.with(statement, else: 0) { $0.columnCount } }
        table.column_kind = { statement, column in
            OpenStatement.with(statement, else: totem_kind(TOTEM_ABSENT)) { $0.kind(column) }
        }
        table.column_i64 = { statement, column in OpenStatement.with(statement, else: 0) { $0.integer(column) } }
        table.column_f64 = { statement, column in OpenStatement.with(statement, else: 0) { $0.real(column) } }
        table.column_str = { statement, column in OpenStatement.with(statement, else: totem_str()) { $0.text(column) } }
    }

    private static func setViews(of table: inout totem_host) {
        table.extend = { call, id, json in CallFrame.of(call)?.extend(id, json) ?? HostTable.misuse }
        table.emit = { call, event, subject, id, json in
            CallFrame.of(call)?.emit(event, subject, id, json) ?? HostTable.misuse
        }
        table.touch = { call, kind, id in CallFrame.of(call)?.touch(kind, id) ?? HostTable.misuse }
        table.add_audience = { call, name in CallFrame.of(call)?.addAudience(name) ?? HostTable.misuse }
        table.in_audience = { call, name in CallFrame.of(call)?.isInAudience(name) ?? false }
        table.found = { call, ids, count, more in
            CallFrame.anywhere(call)?.found(ids, count, more) ?? HostTable.misuse
        }
        table.set_column = { call, row, column, text in
            CallFrame.of(call)?.setColumn(row, column, text) ?? HostTable.misuse
        }
    }

    private static func setCore(of table: inout totem_host) {
        table.read = { call, kind, ids, count, json in
            CallFrame.of(call)?.read(kind, ids, count, json) ?? HostTable.misuse
        }
        table.metadata = { call, kind, id, json in CallFrame.of(call)?.metadata(kind, id, json) ?? HostTable.misuse }
        table.put_metadata = { call, kind, id, json in
            CallFrame.of(call)?.putMetadata(kind, id, json) ?? HostTable.misuse
        }
        table.adjust_stock = { call, change in CallFrame.of(call)?.adjustStock(change) ?? HostTable.misuse }
        table.add_note = { call, order, text in CallFrame.of(call)?.addNote(order, text) ?? HostTable.misuse }
        table.hold = { call, order, name, reason in
            CallFrame.of(call)?.hold(order, name, reason) ?? HostTable.misuse
        }
        table.release = { call, order, name in CallFrame.of(call)?.release(order, name) ?? HostTable.misuse }
        table.move = { call, order, status, comment in
            CallFrame.of(call)?.move(order, status, comment) ?? HostTable.misuse
        }
        table.refund = { call, refund, id in CallFrame.of(call)?.refund(refund, id) ?? HostTable.misuse }
        table.fulfil = { call, fulfilment, id in CallFrame.of(call)?.fulfil(fulfilment, id) ?? HostTable.misuse }
        table.change_customer = { call, edit in CallFrame.of(call)?.changeCustomer(edit) ?? HostTable.misuse }
        table.put_address = { call, customer, kind, isDefault, address, id in
            CallFrame.of(call)?.putAddress(customer, kind, isDefault, address, id) ?? HostTable.misuse
        }
        table.remove_address = { call, customer, id in
            CallFrame.of(call)?.removeAddress(customer, id) ?? HostTable.misuse
        }
    }

    private static func setSettings(of table: inout totem_host) {
        table.setting_kind = { call, name in CallFrame.anywhere(call)?.settingKind(name) ?? totem_kind(TOTEM_ABSENT) }
        table.setting_str = { call, name, fallback in CallFrame.anywhere(call)?.setting(name, fallback) ?? fallback }
        table.setting_i64 = { call, name, fallback in CallFrame.anywhere(call)?.setting(name, fallback) ?? fallback }
        table.setting_f64 = { call, name, fallback in CallFrame.anywhere(call)?.setting(name, fallback) ?? fallback }
        table.setting_bool = { call, name, fallback in CallFrame.anywhere(call)?.setting(name, fallback) ?? fallback }
        table.now = { call in CallFrame.anywhere(call)?.now.milliseconds ?? 0 }
        table.log = { call, level, message in CallFrame.anywhere(call)?.writeLog(level, message) ?? HostTable.misuse }
        table.hmac_sha256 = { call, key, message, code in
            CallFrame.anywhere(call)?.hmacSHA256(key, message, code) ?? HostTable.misuse
        }
    }

    private static func setDelivery(of table: inout totem_host) {
        table.job = { registry, name, schedule, function in
            Registration.of(registry)?.job(name, schedule, function) ?? HostTable.misuse
        }
        table.enqueue = { call, job, json, due, key in
            CallFrame.of(call)?.enqueue(job, json, due, key) ?? HostTable.misuse
        }
        table.checkpoint = { call, json in CallFrame.anywhere(call)?.checkpoint(json) ?? HostTable.misuse }
        table.transaction = { call, function, state in
            CallFrame.anywhere(call)?.runTransaction(function, state) ?? HostTable.misuse
        }
        table.http = { call, request, response in
            CallFrame.anywhere(call)?.http(request, response) ?? HostTable.misuse
        }
        table.remaining = { call, count in CallFrame.of(call)?.setRemaining(count) ?? HostTable.misuse }
    }

    private static func setCheckout(of table: inout totem_host) {
        table.set_quantity = { call, change, quantity in
            CallFrame.of(call)?.setQuantity(change, quantity) ?? HostTable.misuse
        }
        table.set_properties = { call, change, json in
            CallFrame.of(call)?.setProperties(change, json) ?? HostTable.misuse
        }
        table.allocate = { call, demand, warehouse, quantity in
            CallFrame.of(call)?.allocate(demand, warehouse, quantity) ?? HostTable.misuse
        }
        table.backorder = { call, demand, quantity in
            CallFrame.of(call)?.backorder(demand, quantity) ?? HostTable.misuse
        }
        table.hide_method = { call, name in CallFrame.of(call)?.hideMethod(name) ?? HostTable.misuse }
        table.rank_method = { call, name, rank in CallFrame.of(call)?.rankMethod(name, rank) ?? HostTable.misuse }
    }

    private static func setAmounts(of table: inout totem_host) {
        table.add_flags = { call, line, flags in CallFrame.of(call)?.addFlags(line, flags) ?? HostTable.misuse }
        table.change_price = { call, change in CallFrame.of(call)?.changePrice(change) ?? HostTable.misuse }
        table.spread_discount = { call, discount, lines, count in
            CallFrame.of(call)?.spreadDiscount(discount, lines, count) ?? HostTable.misuse
        }
        table.scale_prices = { call, scale in CallFrame.of(call)?.scalePrices(scale) ?? HostTable.misuse }
        table.add_rate = { call, rate in CallFrame.of(call)?.addRate(rate) ?? HostTable.misuse }
        table.cannot_ship = { call, reason in CallFrame.of(call)?.cannotShip(reason) ?? HostTable.misuse }
        table.add_fee = { call, fee in CallFrame.of(call)?.addFee(fee) ?? HostTable.misuse }
        table.add_tax = { call, tax in CallFrame.of(call)?.addTax(tax) ?? HostTable.misuse }
        table.add_tender = { call, tender in CallFrame.of(call)?.addTender(tender) ?? HostTable.misuse }
    }

    private static func setCarts(of table: inout totem_host) {
        table.find_cart = { call, token, id in CallFrame.of(call)?.findCart(token, id) ?? HostTable.misuse }
        table.put_line = { call, line in CallFrame.of(call)?.putLine(line) ?? HostTable.misuse }
        table.put_quote = { call, key, json, seconds in
            CallFrame.anywhere(call)?.putQuote(key, json, seconds) ?? HostTable.misuse
        }
        table.quote = { call, key, json in CallFrame.of(call)?.quote(key, json) ?? HostTable.misuse }
        table.drop_line = { call, key in CallFrame.of(call)?.dropLine(key) ?? HostTable.misuse }
        table.create_order = { call, json, key, id in
            CallFrame.of(call)?.createOrder(json, key, id) ?? HostTable.misuse
        }
        table.add_item = { call, item in CallFrame.of(call)?.addItem(item) ?? HostTable.misuse }
        table.price_order = { call, json, priced in CallFrame.of(call)?.priceOrder(json, priced) ?? HostTable.misuse }
        table.create_cart = { call, customer, id, token in
            CallFrame.of(call)?.createCart(customer, id, token) ?? HostTable.misuse
        }
    }

    private static func setPayments(of table: inout totem_host) {
        table.payment_provider = { registry, name, title in
            Registration.of(registry)?.paymentProvider(name, title) ?? HostTable.misuse
        }
        table.answer_payment = { call, answer in CallFrame.anywhere(call)?.answerPayment(answer) ?? HostTable.misuse }
        table.payment_changed = { call, method, reference in
            CallFrame.anywhere(call)?.paymentChanged(method, reference) ?? HostTable.misuse
        }
    }

    private static func setServices(of table: inout totem_host) {
        table.service = { registry, name, signature, typed, boxed in
            Registration.of(registry)?.service(name, signature, typed, boxed) ?? HostTable.misuse
        }
        table.service_role = { registry, name, role in
            Registration.of(registry)?.serviceRole(name, role) ?? HostTable.misuse
        }
        table.define_hook = { registry, name, signature in
            Registration.of(registry)?.defineHook(name, signature) ?? HostTable.misuse
        }
        table.on_own = { registry, hook, signature, typed, boxed, priority in
            Registration.of(registry)?.listen(to: hook, signature, typed, boxed, priority) ?? HostTable.misuse
        }
        table.invoke = { call, service, signature, arguments, result in
            CallFrame.with(call, else: HostTable.misuse) { $0.invoke(service, signature, arguments, result) }
        }
        table.fire = { call, hook, signature, arguments in
            CallFrame.of(call)?.fire(hook, signature, arguments) ?? HostTable.misuse
        }
        table.keep = { call, text, kept in CallFrame.anywhere(call)?.keep(text, kept) ?? HostTable.misuse }
    }
}
