// Written by `make abi` from totem_plugin.h, which is the manual: what everything here means is said there.
//
// Put this file beside your own and say `#[path = "totem_plugin.rs"] mod totem;`. It needs no crate.
//
// The functions of the host are methods of the handle that they take first. They answer with a Result, so `?` hands on what went
// wrong: `call.add_discount(&discount)?;`. What a function of C fills in is what comes back: `let id = call.param_i64("id")?;`.
// Structs that you pass are made with `totem_discount { amount: 100, ..Default::default() }`.
//
// Hooks, routes, jobs and services are functions of Rust, `fn(&mut totem_call, &totem_PAYLOAD) -> totem_result`. A panic in one
// fails that call and nothing else, as long as the plugin is not built with `-C panic=abort`. They have no state: what a plugin
// keeps in memory stands in statics that only `start` writes (`OnceLock`), or that are atomic.
#![allow(dead_code, non_camel_case_types, non_snake_case, clippy::all)]

use core::ffi::c_void;
use core::mem::{size_of, transmute, transmute_copy, zeroed};
use core::ptr::null;
use core::slice::from_raw_parts;
use std::panic::{catch_unwind, AssertUnwindSafe};

pub const TOTEM_ABI: u32 = 0x00010000;

/// What functions answer with: `Err` is the status to return, such as TOTEM_VETO.
pub type totem_result<T = ()> = Result<T, totem_status>;

fn checked(status: totem_status) -> totem_result {
    if status < TOTEM_OK { Err(status) } else { Ok(()) }
}

/// Whether the struct that a pointer points to has a field: false when it was made by an older host.
#[macro_export]
macro_rules! totem_has {
    ($pointer:expr, $field:ident) => {{
        let pointer = $pointer;
        let end = core::ptr::addr_of!((*pointer).$field).add(1) as usize;
        end - core::ptr::addr_of!(*pointer) as usize <= (*pointer).size as usize
    }};
}

/// A function of the host's table; None when the host is older than it.
macro_rules! host_function {
    ($host:expr, $field:ident) => {{
        let host = $host;
        if totem_has!(host, $field) { (*host).$field } else { None }
    }};
}

/// The one symbol that a plugin exports: `totem_entry!("points", "1.0.0", start);`, with
/// `fn start(registry: &mut totem_registry) -> totem_result`, which registers hooks and routes.
#[macro_export]
macro_rules! totem_entry {
    ($name:literal, $version:literal, $start:path) => {
        unsafe extern "C" fn totem_start(
            registry: *mut totem_registry, _: *mut totem_instance, state: *mut *mut core::ffi::c_void,
        ) -> totem_status {
            *state = core::ptr::null_mut();
            (*registry).contain($start)
        }

        static TOTEM_PLUGIN: totem_plugin = totem_plugin {
            size: core::mem::size_of::<totem_plugin>() as u32,
            abi: TOTEM_ABI,
            name: concat!($name, "\0").as_ptr(),
            version: concat!($version, "\0").as_ptr(),
            flags: 0,
            reserved: 0,
            start: Some(totem_start),
            stop: None,
        };

        #[no_mangle]
        pub unsafe extern "C" fn totem_plugin_entry(_: *const totem_host_info) -> *const totem_plugin {
            &TOTEM_PLUGIN
        }
    };
}

// A descriptor is written once, as a static.
unsafe impl Sync for totem_plugin {}

// Functions that the host calls

/// What the host calls for a hook, a route, a job or a service.
type entrance<P> = unsafe extern "C" fn(*mut totem_call, *const P, *mut c_void) -> totem_status;

/// A function of Rust for one of them: a `fn`, or a closure that captures nothing.
pub trait totem_handler<P>: Fn(&mut totem_call, &P) -> totem_result + Copy {}
impl<P, F: Fn(&mut totem_call, &P) -> totem_result + Copy> totem_handler<P> for F {}

/// The host keeps a pointer to code and no more, so which function it is must be in the type.
fn enter<P, F: totem_handler<P>>(_: F) -> entrance<P> {
    unsafe extern "C" fn entered<P, F: totem_handler<P>>(
        call: *mut totem_call, payload: *const P, _: *mut c_void,
    ) -> totem_status {
        let handler: F = unsafe { transmute_copy(&()) };
        unsafe { &mut *call }.contain(|call| handler(call, unsafe { &*payload }))
    }
    const { assert!(size_of::<F>() == 0, "pass the function itself, not a pointer to it or what captures something") };
    entered::<P, F>
}

fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or(panic.downcast_ref::<String>().map(String::as_str));
    format!("it panicked: {}", text.unwrap_or("without a message"))
}

impl totem_call {
    /// Runs what may panic: then the call has failed, and its `fail` in plugin.json says what that means.
    fn contain(&mut self, body: impl FnOnce(&mut totem_call) -> totem_result) -> totem_status {
        match catch_unwind(AssertUnwindSafe(|| body(self))) {
            Ok(Ok(())) => TOTEM_OK,
            Ok(Err(status)) => status,
            Err(panic) => self.fail(words(&*panic).as_str()),
        }
    }

    /// No, with 422. Returns TOTEM_VETO, for you to return in `Err`.
    pub fn veto(&mut self, code: &str, message: &str) -> totem_status { self.problem(422, code, message) }

    /// A statement, which lives until the call ends.
    pub fn prepare<'a>(&mut self, sql: &str) -> totem_result<&'a mut totem_stmt> {
        let mut statement = core::ptr::null_mut();
        let Some(function) = (unsafe { host_function!(self.host, prepare) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, sql.into(), &mut statement) })?;
        Ok(unsafe { &mut *statement })
    }

    /// Runs `body` in a transaction of its own; see totem_transaction. It may run several times.
    pub fn transaction<F: FnMut(&mut totem_call) -> totem_result>(&mut self, mut body: F) -> totem_result {
        unsafe extern "C" fn entered<F: FnMut(&mut totem_call) -> totem_result>(
            call: *mut totem_call, body: *mut c_void,
        ) -> totem_status {
            unsafe { &mut *call }.contain(|call| unsafe { &mut *(body as *mut F) }(call))
        }
        let Some(function) = (unsafe { host_function!(self.host, transaction) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, Some(entered::<F>), core::ptr::addr_of_mut!(body) as *mut c_void) })
    }
}

impl totem_stmt {
    /// Whether there is a row.
    pub fn step(&mut self) -> totem_result<bool> {
        let Some(function) = (unsafe { host_function!(self.host, step) }) else { return Err(TOTEM_UNSUPPORTED) };
        let status = unsafe { function(self) };
        checked(status)?;
        Ok(status == TOTEM_ROW)
    }

    /// Sets a parameter, from 1; `None` is NULL.
    pub fn bind(&mut self, index: i32, value: impl Into<totem_binding>) -> totem_result {
        match value.into() {
            totem_binding::Null => self.bind_null(index),
            totem_binding::Integer(value) => self.bind_i64(index, value),
            totem_binding::Text(value) => self.bind_str(index, value),
        }
    }
}

/// What a parameter of a statement is set to.
pub enum totem_binding { Null, Integer(i64), Text(totem_str) }

impl From<i64> for totem_binding {
    fn from(value: i64) -> Self { totem_binding::Integer(value) }
}

impl From<bool> for totem_binding {
    fn from(value: bool) -> Self { totem_binding::Integer(value as i64) }
}

impl From<&str> for totem_binding {
    fn from(value: &str) -> Self { totem_binding::Text(value.into()) }
}

impl<T: Into<totem_binding>> From<Option<T>> for totem_binding {
    fn from(value: Option<T>) -> Self { value.map_or(totem_binding::Null, T::into) }
}

impl totem_registry {
    /// As totem_call's.
    #[doc(hidden)]
    pub fn contain(&mut self, body: impl FnOnce(&mut totem_registry) -> totem_result) -> totem_status {
        match catch_unwind(AssertUnwindSafe(|| body(self))) {
            Ok(Ok(())) => TOTEM_OK,
            Ok(Err(status)) => status,
            Err(panic) => self.fail_start(words(&*panic).as_str()),
        }
    }

    fn on<P>(&mut self, hook: &str, function: entrance<P>, priority: i32) -> totem_result {
        let Some(on) = (unsafe { host_function!(self.host, on) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { on(self, hook.into(), Some(transmute(function)), priority) })
    }

    pub fn route(
        &mut self, method: &str, path: &str, role: totem_role, access: u32, handler: impl totem_handler<totem_request>,
    ) -> totem_result {
        let Some(route) = (unsafe { host_function!(self.host, route) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { route(self, method.into(), path.into(), role, access, Some(enter(handler))) })
    }

    /// `schedule`: None where runs are only queued.
    pub fn job(
        &mut self, name: &str, schedule: Option<&str>, handler: impl totem_handler<totem_job_run>,
    ) -> totem_result {
        let Some(job) = (unsafe { host_function!(self.host, job) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { job(self, name.into(), schedule.into(), Some(enter(handler))) })
    }

    pub fn service(
        &mut self, name: &str, signature: &str, handler: impl totem_handler<totem_invocation>,
    ) -> totem_result {
        let Some(service) = (unsafe { host_function!(self.host, service) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { service(self, name.into(), signature.into(), None, Some(enter(handler))) })
    }

    /// Listens to a hook of another plugin, "PLUGIN.NAME".
    pub fn on_own(
        &mut self, hook: &str, signature: &str, handler: impl totem_handler<totem_invocation>, priority: i32,
    ) -> totem_result {
        let Some(on) = (unsafe { host_function!(self.host, on_own) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { on(self, hook.into(), signature.into(), None, Some(enter(handler)), priority) })
    }
}

impl totem_invocation {
    pub fn arguments(&self) -> &[totem_value] {
        if self.argument_count == 0 { return &[]; }
        unsafe { from_raw_parts(self.arguments, self.argument_count as usize) }
    }

    /// An argument that the signature has as "i".
    pub fn i64(&self, place: usize) -> i64 { unsafe { self.arguments()[place].i } }

    /// An argument that the signature has as "s" or "j".
    pub fn text(&self, place: usize) -> &str { unsafe { self.arguments()[place].s.as_str() } }

    /// A text must live on: one that was made goes through totem_keep.
    pub fn answer(&self, value: totem_value) {
        if !self.result.is_null() { unsafe { *self.result = value }; }
    }
}

impl totem_file_row {
    /// What the row has in a column. None when the file has no such column.
    pub fn text(&self, column: &str) -> Option<&str> {
        self.cells().iter().find(|cell| cell.column.as_str() == column).map(|cell| cell.text.as_str())
    }
}

// Texts

impl totem_str {
    /// No text, which is not the same as an empty one.
    pub const NONE: totem_str = totem_str { ptr: null(), len: 0 };

    pub fn is_none(&self) -> bool { self.ptr.is_null() }

    pub fn as_bytes(&self) -> &[u8] {
        if self.ptr.is_null() { return &[]; }
        unsafe { from_raw_parts(self.ptr, self.len) }
    }

    /// Empty where there is no text.
    pub fn as_str(&self) -> &str { core::str::from_utf8(self.as_bytes()).unwrap_or("") }
}

impl std::fmt::Display for totem_str {
    fn fmt(&self, to: &mut std::fmt::Formatter) -> std::fmt::Result { to.write_str(self.as_str()) }
}

impl From<&str> for totem_str {
    fn from(text: &str) -> Self { totem_str { ptr: text.as_ptr(), len: text.len() } }
}

impl From<&String> for totem_str {
    fn from(text: &String) -> Self { text.as_str().into() }
}

impl From<&[u8]> for totem_str {
    fn from(bytes: &[u8]) -> Self { totem_str { ptr: bytes.as_ptr(), len: bytes.len() } }
}

impl From<Option<&str>> for totem_str {
    fn from(text: Option<&str>) -> Self { text.map_or(totem_str::NONE, totem_str::from) }
}

pub type totem_status = i32;
pub type totem_kind = u32;
pub type totem_role = u32;
pub const TOTEM_OK: totem_status = 0;
pub const TOTEM_ROW: totem_status = 1;
pub const TOTEM_DONE: totem_status = 2;
pub const TOTEM_VETO: totem_status = -1;
pub const TOTEM_ERROR: totem_status = -2;
pub const TOTEM_MISUSE: totem_status = -3;
pub const TOTEM_INVALID: totem_status = -4;
pub const TOTEM_DENIED: totem_status = -5;
pub const TOTEM_SYNTAX: totem_status = -6;
pub const TOTEM_CONSTRAINT: totem_status = -7;
pub const TOTEM_UNIQUE: totem_status = -8;
pub const TOTEM_LIMIT: totem_status = -9;
pub const TOTEM_NOT_FOUND: totem_status = -10;
pub const TOTEM_STORE: totem_status = -11;
pub const TOTEM_UNSUPPORTED: totem_status = -12;
pub const TOTEM_UNREACHABLE: totem_status = -13;
pub const TOTEM_REFUSED: totem_status = -14;
pub const TOTEM_ABSENT: totem_kind = 0;
pub const TOTEM_NULL: totem_kind = 1;
pub const TOTEM_BOOLEAN: totem_kind = 2;
pub const TOTEM_INTEGER: totem_kind = 3;
pub const TOTEM_REAL: totem_kind = 4;
pub const TOTEM_TEXT: totem_kind = 5;
pub const TOTEM_BLOB: totem_kind = 6;
pub const TOTEM_ARRAY: totem_kind = 7;
pub const TOTEM_OBJECT: totem_kind = 8;
pub const TOTEM_ANYONE: totem_role = 0;
pub const TOTEM_CUSTOMER: totem_role = 10;
pub const TOTEM_STAFF: totem_role = 20;
pub const TOTEM_STORE_MANAGER: totem_role = 30;
pub const TOTEM_ADMIN: totem_role = 40;
pub const TOTEM_LINE_NO_DISCOUNT: u32 = 1;
pub const TOTEM_LINE_NO_SHIPPING: u32 = 2;
pub const TOTEM_LINE_GIFT: u32 = 4;
pub const TOTEM_LINE_NO_TAX: u32 = 8;
pub const TOTEM_PURPOSE_LISTING: u32 = 1;
pub const TOTEM_PURPOSE_CART: u32 = 2;
pub const TOTEM_PURPOSE_ORDER: u32 = 3;
pub const TOTEM_DISCOUNT_LINES: u32 = 0;
pub const TOTEM_DISCOUNT_SHIPPING: u32 = 1;
pub const TOTEM_PAYMENT_AUTHORIZED: u32 = 1;
pub const TOTEM_PAYMENT_CAPTURED: u32 = 2;
pub const TOTEM_PAYMENT_PENDING: u32 = 3;
pub const TOTEM_PAYMENT_ACTION: u32 = 4;
pub const TOTEM_PAYMENT_DECLINED: u32 = 5;
pub const TOTEM_PAYMENT_UNKNOWN: u32 = 6;
pub const TOTEM_PAYMENT_DONE: u32 = 7;
pub const TOTEM_PRICE_SET: u32 = 1;
pub const TOTEM_PRICE_PERCENT: u32 = 2;
pub const TOTEM_PRICE_ADD: u32 = 3;
pub const TOTEM_TAX_LINE: u32 = 1;
pub const TOTEM_TAX_SHIPPING: u32 = 2;
pub const TOTEM_TAX_FEE: u32 = 3;
pub const TOTEM_STOCK_BY: u32 = 0;
pub const TOTEM_STOCK_TO: u32 = 1;
pub const TOTEM_AS_IT_IS: u32 = 0;
pub const TOTEM_YES: u32 = 1;
pub const TOTEM_NO: u32 = 2;
pub const TOTEM_READS: u32 = 0;
pub const TOTEM_WRITES: u32 = 1;
pub const TOTEM_OUTSIDE: u32 = 2;
pub const TOTEM_ASCENDING: u32 = 0;
pub const TOTEM_DESCENDING: u32 = 1;
pub const TOTEM_LOG_DEBUG: u32 = 0;
pub const TOTEM_LOG_INFO: u32 = 1;
pub const TOTEM_LOG_WARNING: u32 = 2;
pub const TOTEM_LOG_ERROR: u32 = 3;

pub type totem_function = unsafe extern "C" fn();
pub type totem_route_fn = unsafe extern "C" fn(*mut totem_call, *const totem_request, *mut c_void) -> totem_status;
pub type totem_job_fn = unsafe extern "C" fn(*mut totem_call, *const totem_job_run, *mut c_void) -> totem_status;
pub type totem_transaction_fn = unsafe extern "C" fn(*mut totem_call, *mut c_void) -> totem_status;
pub type totem_boxed_fn = unsafe extern "C" fn(*mut totem_call, *const totem_invocation, *mut c_void) -> totem_status;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_str {
    pub ptr: *const u8,
    pub len: usize,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_registry {
    pub size: u32,
    pub kind: u32,
    pub host: *const totem_host,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_instance {
    pub size: u32,
    pub kind: u32,
    pub host: *const totem_host,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_call {
    pub size: u32,
    pub kind: u32,
    pub host: *const totem_host,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_stmt {
    pub size: u32,
    pub kind: u32,
    pub host: *const totem_host,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_line {
    pub size: u32,
    pub flags: u32,
    pub id: i64,
    pub product_id: i64,
    pub variant_id: i64,
    pub quantity: i64,
    pub price: i64,
    pub total: i64,
    pub discount: i64,
    pub weight: i64,
    pub sku: totem_str,
    pub name: totem_str,
    pub parent: i64,
    pub tax: i64,
    pub tax_class: totem_str,
    pub properties: totem_str,
    pub plugin: totem_str,
    pub key: totem_str,
}

impl Default for totem_line {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_code {
    pub size: u32,
    pub reserved: u32,
    pub code: totem_str,
    pub plugin: totem_str,
}

impl Default for totem_code {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_adjustment {
    pub size: u32,
    pub reserved: u32,
    pub line: i64,
    pub amount: i64,
    pub kind: totem_str,
    pub plugin: totem_str,
    pub rule: totem_str,
    pub label: totem_str,
}

impl Default for totem_adjustment {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_address {
    pub size: u32,
    pub reserved: u32,
    pub first_name: totem_str,
    pub last_name: totem_str,
    pub company: totem_str,
    pub phone: totem_str,
    pub tax_id: totem_str,
    pub address_line1: totem_str,
    pub address_line2: totem_str,
    pub city: totem_str,
    pub state: totem_str,
    pub postal_code: totem_str,
    pub country: totem_str,
}

impl Default for totem_address {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_cart {
    pub size: u32,
    pub currency_digits: u32,
    pub id: i64,
    pub user_id: i64,
    pub currency: totem_str,
    pub subtotal: i64,
    pub discount: i64,
    pub shipping: i64,
    pub tax: i64,
    pub total: i64,
    pub lines: *const *const totem_line,
    pub line_count: usize,
    pub codes: *const *const totem_code,
    pub code_count: usize,
    pub adjustments: *const *const totem_adjustment,
    pub adjustment_count: usize,
    pub fees: i64,
    pub tenders: i64,
    pub prices_include_tax: bool,
    pub email: totem_str,
    pub locale: totem_str,
    pub shipping_address: *const totem_address,
    pub billing_address: *const totem_address,
    pub shipping_rate: totem_str,
}

impl Default for totem_cart {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

impl totem_cart {
    pub fn lines(&self) -> &[&totem_line] {
        if self.line_count == 0 { return &[]; }
        unsafe { from_raw_parts(self.lines as *const &totem_line, self.line_count) }
    }

    pub fn codes(&self) -> &[&totem_code] {
        if self.code_count == 0 { return &[]; }
        unsafe { from_raw_parts(self.codes as *const &totem_code, self.code_count) }
    }

    pub fn adjustments(&self) -> &[&totem_adjustment] {
        if self.adjustment_count == 0 { return &[]; }
        unsafe { from_raw_parts(self.adjustments as *const &totem_adjustment, self.adjustment_count) }
    }

    pub fn shipping_address(&self) -> Option<&totem_address> {
        unsafe { self.shipping_address.as_ref() }
    }

    pub fn billing_address(&self) -> Option<&totem_address> {
        unsafe { self.billing_address.as_ref() }
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_order {
    pub size: u32,
    pub currency_digits: u32,
    pub id: i64,
    pub user_id: i64,
    pub email: totem_str,
    pub status: totem_str,
    pub currency: totem_str,
    pub subtotal: i64,
    pub discount: i64,
    pub shipping: i64,
    pub tax: i64,
    pub total: i64,
    pub payment_method: totem_str,
    pub cart: *const totem_cart,
    pub lines: *const *const totem_line,
    pub line_count: usize,
    pub adjustments: *const *const totem_adjustment,
    pub adjustment_count: usize,
    pub shipping_address: *const totem_address,
    pub billing_address: *const totem_address,
    pub payment_status: totem_str,
    pub fulfilment_status: totem_str,
    pub fees: i64,
    pub tenders: i64,
    pub prices_include_tax: bool,
}

impl Default for totem_order {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

impl totem_order {
    pub fn cart(&self) -> Option<&totem_cart> {
        unsafe { self.cart.as_ref() }
    }

    pub fn lines(&self) -> &[&totem_line] {
        if self.line_count == 0 { return &[]; }
        unsafe { from_raw_parts(self.lines as *const &totem_line, self.line_count) }
    }

    pub fn adjustments(&self) -> &[&totem_adjustment] {
        if self.adjustment_count == 0 { return &[]; }
        unsafe { from_raw_parts(self.adjustments as *const &totem_adjustment, self.adjustment_count) }
    }

    pub fn shipping_address(&self) -> Option<&totem_address> {
        unsafe { self.shipping_address.as_ref() }
    }

    pub fn billing_address(&self) -> Option<&totem_address> {
        unsafe { self.billing_address.as_ref() }
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_code_event {
    pub size: u32,
    pub reserved: u32,
    pub cart: *const totem_cart,
    pub code: totem_str,
}

impl Default for totem_code_event {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

impl totem_code_event {
    pub fn cart(&self) -> Option<&totem_cart> {
        unsafe { self.cart.as_ref() }
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_item_change {
    pub size: u32,
    pub flags: u32,
    pub line: i64,
    pub product_id: i64,
    pub variant_id: i64,
    pub parent: i64,
    pub quantity_before: i64,
    pub quantity: i64,
    pub sku: totem_str,
    pub properties_before: totem_str,
    pub properties: totem_str,
    pub path: totem_str,
}

impl Default for totem_item_change {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_item_event {
    pub size: u32,
    pub reserved: u32,
    pub cart_id: i64,
    pub user_id: i64,
    pub changes: *const *const totem_item_change,
    pub change_count: usize,
}

impl Default for totem_item_event {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

impl totem_item_event {
    pub fn changes(&self) -> &[&totem_item_change] {
        if self.change_count == 0 { return &[]; }
        unsafe { from_raw_parts(self.changes as *const &totem_item_change, self.change_count) }
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_cart_event {
    pub size: u32,
    pub reserved: u32,
    pub cart: *const totem_cart,
}

impl Default for totem_cart_event {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

impl totem_cart_event {
    pub fn cart(&self) -> Option<&totem_cart> {
        unsafe { self.cart.as_ref() }
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_fee {
    pub size: u32,
    pub reserved: u32,
    pub amount: i64,
    pub label: totem_str,
    pub rule: totem_str,
    pub tax_class: totem_str,
}

impl Default for totem_fee {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_tax_event {
    pub size: u32,
    pub reserved: u32,
    pub cart: *const totem_cart,
    pub fees: *const *const totem_fee,
    pub fee_count: usize,
    pub shipping: i64,
    pub rounds_per_order: bool,
}

impl Default for totem_tax_event {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

impl totem_tax_event {
    pub fn cart(&self) -> Option<&totem_cart> {
        unsafe { self.cart.as_ref() }
    }

    pub fn fees(&self) -> &[&totem_fee] {
        if self.fee_count == 0 { return &[]; }
        unsafe { from_raw_parts(self.fees as *const &totem_fee, self.fee_count) }
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_priced_item {
    pub size: u32,
    pub reserved: u32,
    pub line: i64,
    pub product_id: i64,
    pub variant_id: i64,
    pub quantity: i64,
    pub price: i64,
    pub sku: totem_str,
    pub tax_class: totem_str,
    pub properties: totem_str,
    pub parent: i64,
    pub plugin: totem_str,
    pub key: totem_str,
}

impl Default for totem_priced_item {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_price_event {
    pub size: u32,
    pub purpose: u32,
    pub user_id: i64,
    pub currency: totem_str,
    pub items: *const *const totem_priced_item,
    pub item_count: usize,
    pub prices_include_tax: bool,
}

impl Default for totem_price_event {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

impl totem_price_event {
    pub fn items(&self) -> &[&totem_priced_item] {
        if self.item_count == 0 { return &[]; }
        unsafe { from_raw_parts(self.items as *const &totem_priced_item, self.item_count) }
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_payment_method {
    pub size: u32,
    pub reserved: u32,
    pub name: totem_str,
}

impl Default for totem_payment_method {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_methods_event {
    pub size: u32,
    pub reserved: u32,
    pub cart: *const totem_cart,
    pub methods: *const *const totem_payment_method,
    pub method_count: usize,
}

impl Default for totem_methods_event {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

impl totem_methods_event {
    pub fn cart(&self) -> Option<&totem_cart> {
        unsafe { self.cart.as_ref() }
    }

    pub fn methods(&self) -> &[&totem_payment_method] {
        if self.method_count == 0 { return &[]; }
        unsafe { from_raw_parts(self.methods as *const &totem_payment_method, self.method_count) }
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_stock {
    pub size: u32,
    pub reserved: u32,
    pub warehouse_id: i64,
    pub quantity: i64,
}

impl Default for totem_stock {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_demand {
    pub size: u32,
    pub reserved: u32,
    pub product_id: i64,
    pub variant_id: i64,
    pub quantity: i64,
    pub sku: totem_str,
    pub stocks: *const *const totem_stock,
    pub stock_count: usize,
}

impl Default for totem_demand {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

impl totem_demand {
    pub fn stocks(&self) -> &[&totem_stock] {
        if self.stock_count == 0 { return &[]; }
        unsafe { from_raw_parts(self.stocks as *const &totem_stock, self.stock_count) }
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_allocate_event {
    pub size: u32,
    pub reserved: u32,
    pub address: *const totem_address,
    pub demands: *const *const totem_demand,
    pub demand_count: usize,
}

impl Default for totem_allocate_event {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

impl totem_allocate_event {
    pub fn address(&self) -> Option<&totem_address> {
        unsafe { self.address.as_ref() }
    }

    pub fn demands(&self) -> &[&totem_demand] {
        if self.demand_count == 0 { return &[]; }
        unsafe { from_raw_parts(self.demands as *const &totem_demand, self.demand_count) }
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_order_event {
    pub size: u32,
    pub reserved: u32,
    pub order: *const totem_order,
}

impl Default for totem_order_event {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

impl totem_order_event {
    pub fn order(&self) -> Option<&totem_order> {
        unsafe { self.order.as_ref() }
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_checkout_event {
    pub size: u32,
    pub reserved: u32,
    pub order: *const totem_order,
    pub source: totem_str,
    pub note: totem_str,
}

impl Default for totem_checkout_event {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

impl totem_checkout_event {
    pub fn order(&self) -> Option<&totem_order> {
        unsafe { self.order.as_ref() }
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_plugin_event {
    pub size: u32,
    pub reserved: u32,
    pub version: totem_str,
    pub version_before: totem_str,
}

impl Default for totem_plugin_event {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_settings_event {
    pub size: u32,
    pub reserved: u32,
    pub json: totem_str,
}

impl Default for totem_settings_event {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_transition {
    pub size: u32,
    pub reserved: u32,
    pub order: *const totem_order,
    pub which: totem_str,
    pub from: totem_str,
    pub to: totem_str,
    pub is_fact: bool,
    pub comment: totem_str,
    pub actor: totem_str,
}

impl Default for totem_transition {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

impl totem_transition {
    pub fn order(&self) -> Option<&totem_order> {
        unsafe { self.order.as_ref() }
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_refund_line {
    pub size: u32,
    pub reserved: u32,
    pub line: i64,
    pub quantity: i64,
    pub amount: i64,
    pub tax: i64,
    pub restock: bool,
}

impl Default for totem_refund_line {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_refund {
    pub size: u32,
    pub reserved: u32,
    pub order: *const totem_order,
    pub amount: i64,
    pub shipping: i64,
    pub lines: *const *const totem_refund_line,
    pub line_count: usize,
    pub reason: totem_str,
}

impl Default for totem_refund {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

impl totem_refund {
    pub fn order(&self) -> Option<&totem_order> {
        unsafe { self.order.as_ref() }
    }

    pub fn lines(&self) -> &[&totem_refund_line] {
        if self.line_count == 0 { return &[]; }
        unsafe { from_raw_parts(self.lines as *const &totem_refund_line, self.line_count) }
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_variant {
    pub size: u32,
    pub reserved: u32,
    pub id: i64,
    pub sku: totem_str,
    pub price: i64,
    pub weight: i64,
    pub tax_class: totem_str,
    pub options: totem_str,
    pub stock: i64,
}

impl Default for totem_variant {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_product {
    pub size: u32,
    pub currency_digits: u32,
    pub slug: totem_str,
    pub sku: totem_str,
    pub name: totem_str,
    pub description: totem_str,
    pub currency: totem_str,
    pub price: i64,
    pub cost: i64,
    pub weight: i64,
    pub tax_class: totem_str,
    pub is_active: bool,
    pub dimensions: totem_str,
    pub categories: totem_str,
    pub attributes: totem_str,
    pub images: totem_str,
    pub variants: *const *const totem_variant,
    pub variant_count: usize,
    pub stock: i64,
}

impl Default for totem_product {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

impl totem_product {
    pub fn variants(&self) -> &[&totem_variant] {
        if self.variant_count == 0 { return &[]; }
        unsafe { from_raw_parts(self.variants as *const &totem_variant, self.variant_count) }
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_product_change {
    pub size: u32,
    pub reserved: u32,
    pub id: i64,
    pub before: *const totem_product,
    pub after: *const totem_product,
}

impl Default for totem_product_change {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

impl totem_product_change {
    pub fn before(&self) -> Option<&totem_product> {
        unsafe { self.before.as_ref() }
    }

    pub fn after(&self) -> Option<&totem_product> {
        unsafe { self.after.as_ref() }
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_product_event {
    pub size: u32,
    pub reserved: u32,
    pub changes: *const *const totem_product_change,
    pub change_count: usize,
}

impl Default for totem_product_event {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

impl totem_product_event {
    pub fn changes(&self) -> &[&totem_product_change] {
        if self.change_count == 0 { return &[]; }
        unsafe { from_raw_parts(self.changes as *const &totem_product_change, self.change_count) }
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_customer {
    pub size: u32,
    pub reserved: u32,
    pub id: i64,
    pub email: totem_str,
    pub first_name: totem_str,
    pub last_name: totem_str,
    pub phone_number: totem_str,
    pub is_active: bool,
}

impl Default for totem_customer {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_customer_change {
    pub size: u32,
    pub reserved: u32,
    pub before: *const totem_customer,
    pub after: *const totem_customer,
}

impl Default for totem_customer_change {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

impl totem_customer_change {
    pub fn before(&self) -> Option<&totem_customer> {
        unsafe { self.before.as_ref() }
    }

    pub fn after(&self) -> Option<&totem_customer> {
        unsafe { self.after.as_ref() }
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_customer_event {
    pub size: u32,
    pub reserved: u32,
    pub customer: *const totem_customer,
}

impl Default for totem_customer_event {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

impl totem_customer_event {
    pub fn customer(&self) -> Option<&totem_customer> {
        unsafe { self.customer.as_ref() }
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_context {
    pub size: u32,
    pub role: totem_role,
    pub user_id: i64,
    pub actor: totem_str,
    pub locale: totem_str,
    pub channel: totem_str,
    pub country: totem_str,
}

impl Default for totem_context {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_subject {
    pub size: u32,
    pub reserved: u32,
    pub id: i64,
}

impl Default for totem_subject {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_view_event {
    pub size: u32,
    pub reserved: u32,
    pub kind: totem_str,
    pub for_staff: bool,
    pub subjects: *const *const totem_subject,
    pub subject_count: usize,
}

impl Default for totem_view_event {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

impl totem_view_event {
    pub fn subjects(&self) -> &[&totem_subject] {
        if self.subject_count == 0 { return &[]; }
        unsafe { from_raw_parts(self.subjects as *const &totem_subject, self.subject_count) }
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_search_filter {
    pub size: u32,
    pub reserved: u32,
    pub name: totem_str,
    pub value: totem_str,
}

impl Default for totem_search_filter {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_search_event {
    pub size: u32,
    pub limit: u32,
    pub offset: i64,
    pub words: totem_str,
    pub sort: totem_str,
    pub filters: *const *const totem_search_filter,
    pub filter_count: usize,
    pub for_staff: bool,
}

impl Default for totem_search_event {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

impl totem_search_event {
    pub fn filters(&self) -> &[&totem_search_filter] {
        if self.filter_count == 0 { return &[]; }
        unsafe { from_raw_parts(self.filters as *const &totem_search_filter, self.filter_count) }
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_cell {
    pub size: u32,
    pub reserved: u32,
    pub column: totem_str,
    pub text: totem_str,
}

impl Default for totem_cell {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_file_row {
    pub size: u32,
    pub reserved: u32,
    pub id: i64,
    pub line: i64,
    pub cells: *const *const totem_cell,
    pub cell_count: usize,
}

impl Default for totem_file_row {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

impl totem_file_row {
    pub fn cells(&self) -> &[&totem_cell] {
        if self.cell_count == 0 { return &[]; }
        unsafe { from_raw_parts(self.cells as *const &totem_cell, self.cell_count) }
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_rows_event {
    pub size: u32,
    pub reserved: u32,
    pub kind: totem_str,
    pub format: totem_str,
    pub dry_run: bool,
    pub rows: *const *const totem_file_row,
    pub row_count: usize,
}

impl Default for totem_rows_event {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

impl totem_rows_event {
    pub fn rows(&self) -> &[&totem_file_row] {
        if self.row_count == 0 { return &[]; }
        unsafe { from_raw_parts(self.rows as *const &totem_file_row, self.row_count) }
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_request {
    pub size: u32,
    pub role: totem_role,
    pub user_id: i64,
    pub method: totem_str,
    pub path: totem_str,
    pub route: totem_str,
    pub body: totem_str,
}

impl Default for totem_request {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_event {
    pub size: u32,
    pub reserved: u32,
    pub id: i64,
    pub at: i64,
    pub r#type: totem_str,
    pub subject: totem_str,
    pub subject_id: i64,
    pub actor: totem_str,
    pub data: totem_str,
    pub before: totem_str,
    pub after: totem_str,
    pub order: *const totem_order,
}

impl Default for totem_event {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

impl totem_event {
    pub fn order(&self) -> Option<&totem_order> {
        unsafe { self.order.as_ref() }
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_events {
    pub size: u32,
    pub reserved: u32,
    pub events: *const *const totem_event,
    pub event_count: usize,
}

impl Default for totem_events {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

impl totem_events {
    pub fn events(&self) -> &[&totem_event] {
        if self.event_count == 0 { return &[]; }
        unsafe { from_raw_parts(self.events as *const &totem_event, self.event_count) }
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_retention_event {
    pub size: u32,
    pub reserved: u32,
    pub limit: i64,
}

impl Default for totem_retention_event {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_job_run {
    pub size: u32,
    pub attempt: u32,
    pub id: i64,
    pub job: totem_str,
    pub json: totem_str,
    pub checkpoint: totem_str,
    pub key: totem_str,
    pub due: i64,
}

impl Default for totem_job_run {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_payment_event {
    pub size: u32,
    pub currency_digits: u32,
    pub method: totem_str,
    pub key: totem_str,
    pub operation_key: totem_str,
    pub amount: i64,
    pub currency: totem_str,
    pub order_number: totem_str,
    pub email: totem_str,
    pub transaction_id: totem_str,
    pub details: totem_str,
    pub user_id: i64,
}

impl Default for totem_payment_event {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_payment_answer {
    pub size: u32,
    pub outcome: u32,
    pub transaction_id: totem_str,
    pub reason: totem_str,
    pub action: totem_str,
}

impl Default for totem_payment_answer {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_header {
    pub size: u32,
    pub reserved: u32,
    pub name: totem_str,
    pub value: totem_str,
}

impl Default for totem_header {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_http_request {
    pub size: u32,
    pub timeout: u32,
    pub method: totem_str,
    pub url: totem_str,
    pub headers: *const *const totem_header,
    pub header_count: usize,
    pub body: totem_str,
}

impl Default for totem_http_request {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

impl totem_http_request {
    pub fn headers(&self) -> &[&totem_header] {
        if self.header_count == 0 { return &[]; }
        unsafe { from_raw_parts(self.headers as *const &totem_header, self.header_count) }
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_http_response {
    pub size: u32,
    pub status: i32,
    pub body: totem_str,
    pub headers: *const *const totem_header,
    pub header_count: usize,
}

impl Default for totem_http_response {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

impl totem_http_response {
    pub fn headers(&self) -> &[&totem_header] {
        if self.header_count == 0 { return &[]; }
        unsafe { from_raw_parts(self.headers as *const &totem_header, self.header_count) }
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_discount {
    pub size: u32,
    pub target: u32,
    pub line: i64,
    pub amount: i64,
    pub label: totem_str,
    pub rule: totem_str,
}

impl Default for totem_discount {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_price_change {
    pub size: u32,
    pub kind: u32,
    pub item: i64,
    pub value: i64,
    pub label: totem_str,
    pub rule: totem_str,
}

impl Default for totem_price_change {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_price_scale {
    pub size: u32,
    pub target: u32,
    pub tax_class: totem_str,
    pub numerator: i64,
    pub denominator: i64,
    pub label: totem_str,
    pub rule: totem_str,
}

impl Default for totem_price_scale {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_rate {
    pub size: u32,
    pub reserved: u32,
    pub id: totem_str,
    pub label: totem_str,
    pub amount: i64,
    pub rule: totem_str,
}

impl Default for totem_rate {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_tax {
    pub size: u32,
    pub target: u32,
    pub id: i64,
    pub rate: i64,
    pub amount: i64,
    pub label: totem_str,
    pub rule: totem_str,
}

impl Default for totem_tax {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_new_line {
    pub size: u32,
    pub flags: u32,
    pub key: totem_str,
    pub sku: totem_str,
    pub quantity: i64,
    pub parent: i64,
    pub properties: totem_str,
}

impl Default for totem_new_line {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_new_item {
    pub size: u32,
    pub reserved: u32,
    pub cart: totem_str,
    pub product_id: i64,
    pub variant_id: i64,
    pub quantity: i64,
    pub properties: totem_str,
}

impl Default for totem_new_item {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_tender {
    pub size: u32,
    pub reserved: u32,
    pub amount: i64,
    pub label: totem_str,
    pub rule: totem_str,
}

impl Default for totem_tender {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_stock_change {
    pub size: u32,
    pub how: u32,
    pub sku: totem_str,
    pub warehouse: i64,
    pub quantity: i64,
    pub reason: totem_str,
}

impl Default for totem_stock_change {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_new_refund {
    pub size: u32,
    pub reserved: u32,
    pub order: i64,
    pub amount: i64,
    pub shipping: i64,
    pub lines: *const *const totem_refund_line,
    pub line_count: usize,
    pub reason: totem_str,
}

impl Default for totem_new_refund {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

impl totem_new_refund {
    pub fn lines(&self) -> &[&totem_refund_line] {
        if self.line_count == 0 { return &[]; }
        unsafe { from_raw_parts(self.lines as *const &totem_refund_line, self.line_count) }
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_customer_edit {
    pub size: u32,
    pub active: u32,
    pub id: i64,
    pub first_name: totem_str,
    pub last_name: totem_str,
    pub phone_number: totem_str,
}

impl Default for totem_customer_edit {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_units {
    pub size: u32,
    pub reserved: u32,
    pub line: i64,
    pub quantity: i64,
}

impl Default for totem_units {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_new_fulfilment {
    pub size: u32,
    pub reserved: u32,
    pub order: i64,
    pub warehouse: i64,
    pub lines: *const *const totem_units,
    pub line_count: usize,
    pub status: totem_str,
    pub carrier: totem_str,
    pub tracking_number: totem_str,
    pub tracking_url: totem_str,
}

impl Default for totem_new_fulfilment {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

impl totem_new_fulfilment {
    pub fn lines(&self) -> &[&totem_units] {
        if self.line_count == 0 { return &[]; }
        unsafe { from_raw_parts(self.lines as *const &totem_units, self.line_count) }
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub union totem_value {
    pub i: i64,
    pub d: f64,
    pub b: bool,
    pub s: totem_str,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_invocation {
    pub size: u32,
    pub argument_count: u32,
    pub name: totem_str,
    pub arguments: *const totem_value,
    pub result: *mut totem_value,
}

impl Default for totem_invocation {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_page {
    pub size: u32,
    pub limit: u32,
    pub after: i64,
    pub fetch: i64,
}

impl Default for totem_page {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_sorted_page {
    pub size: u32,
    pub limit: u32,
    pub is_first: bool,
    pub key_kind: totem_kind,
    pub key_i64: i64,
    pub key_str: totem_str,
    pub id: i64,
    pub fetch: i64,
    pub key_name: totem_str,
}

impl Default for totem_sorted_page {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_host {
    pub size: u32,
    pub abi: u32,
    pub on: Option<unsafe extern "C" fn(*mut totem_registry, totem_str, Option<totem_function>, i32) -> totem_status>,
    pub route: Option<unsafe extern "C" fn(*mut totem_registry, totem_str, totem_str, totem_role, u32, Option<totem_route_fn>) -> totem_status>,
    pub fail_start: Option<unsafe extern "C" fn(*mut totem_registry, totem_str) -> totem_status>,
    pub extension: Option<unsafe extern "C" fn(*mut totem_registry, totem_str) -> *const c_void>,
    pub instance_log: Option<unsafe extern "C" fn(*mut totem_instance, u32, totem_str) -> totem_status>,
    pub instance_is_on: Option<unsafe extern "C" fn(*mut totem_instance) -> bool>,
    pub problem: Option<unsafe extern "C" fn(*mut totem_call, i32, totem_str, totem_str) -> totem_status>,
    pub veto_field: Option<unsafe extern "C" fn(*mut totem_call, totem_str, totem_str) -> totem_status>,
    pub fail: Option<unsafe extern "C" fn(*mut totem_call, totem_str) -> totem_status>,
    pub last_error: Option<unsafe extern "C" fn(*mut totem_call) -> totem_str>,
    pub claim: Option<unsafe extern "C" fn(*mut totem_call) -> totem_status>,
    pub add_discount: Option<unsafe extern "C" fn(*mut totem_call, *const totem_discount) -> totem_status>,
    pub set_metadata: Option<unsafe extern "C" fn(*mut totem_call, totem_str, totem_str) -> totem_status>,
    pub param: Option<unsafe extern "C" fn(*mut totem_call, totem_str, *mut totem_str) -> totem_status>,
    pub param_i64: Option<unsafe extern "C" fn(*mut totem_call, totem_str, *mut i64) -> totem_status>,
    pub query: Option<unsafe extern "C" fn(*mut totem_call, totem_str, *mut totem_str) -> totem_status>,
    pub query_i64: Option<unsafe extern "C" fn(*mut totem_call, totem_str, *mut i64) -> totem_status>,
    pub body_fields: Option<unsafe extern "C" fn(*mut totem_call, totem_str) -> totem_status>,
    pub body_kind: Option<unsafe extern "C" fn(*mut totem_call, totem_str) -> totem_kind>,
    pub body_str: Option<unsafe extern "C" fn(*mut totem_call, totem_str, *mut totem_str) -> totem_status>,
    pub body_i64: Option<unsafe extern "C" fn(*mut totem_call, totem_str, *mut i64) -> totem_status>,
    pub body_bool: Option<unsafe extern "C" fn(*mut totem_call, totem_str, *mut bool) -> totem_status>,
    pub body_time: Option<unsafe extern "C" fn(*mut totem_call, totem_str, *mut i64) -> totem_status>,
    pub body_count: Option<unsafe extern "C" fn(*mut totem_call, totem_str, *mut usize) -> totem_status>,
    pub page_read: Option<unsafe extern "C" fn(*mut totem_call, u32, *mut totem_page) -> totem_status>,
    pub respond: Option<unsafe extern "C" fn(*mut totem_call, i32, totem_str) -> totem_status>,
    pub respond_row: Option<unsafe extern "C" fn(*mut totem_call, i32, *mut totem_stmt) -> totem_status>,
    pub respond_page: Option<unsafe extern "C" fn(*mut totem_call, *mut totem_stmt, *const totem_page) -> totem_status>,
    pub prepare: Option<unsafe extern "C" fn(*mut totem_call, totem_str, *mut *mut totem_stmt) -> totem_status>,
    pub bind_null: Option<unsafe extern "C" fn(*mut totem_stmt, i32) -> totem_status>,
    pub bind_i64: Option<unsafe extern "C" fn(*mut totem_stmt, i32, i64) -> totem_status>,
    pub bind_f64: Option<unsafe extern "C" fn(*mut totem_stmt, i32, f64) -> totem_status>,
    pub bind_str: Option<unsafe extern "C" fn(*mut totem_stmt, i32, totem_str) -> totem_status>,
    pub bind_blob: Option<unsafe extern "C" fn(*mut totem_stmt, i32, totem_str) -> totem_status>,
    pub step: Option<unsafe extern "C" fn(*mut totem_stmt) -> totem_status>,
    pub reset: Option<unsafe extern "C" fn(*mut totem_stmt) -> totem_status>,
    pub changes: Option<unsafe extern "C" fn(*mut totem_stmt) -> i64>,
    pub column_count: Option<unsafe extern "C" fn(*mut totem_stmt) -> i32>,
    pub column_kind: Option<unsafe extern "C" fn(*mut totem_stmt, i32) -> totem_kind>,
    pub column_i64: Option<unsafe extern "C" fn(*mut totem_stmt, i32) -> i64>,
    pub column_f64: Option<unsafe extern "C" fn(*mut totem_stmt, i32) -> f64>,
    pub column_str: Option<unsafe extern "C" fn(*mut totem_stmt, i32) -> totem_str>,
    pub setting_kind: Option<unsafe extern "C" fn(*mut totem_call, totem_str) -> totem_kind>,
    pub setting_str: Option<unsafe extern "C" fn(*mut totem_call, totem_str, totem_str) -> totem_str>,
    pub setting_i64: Option<unsafe extern "C" fn(*mut totem_call, totem_str, i64) -> i64>,
    pub setting_f64: Option<unsafe extern "C" fn(*mut totem_call, totem_str, f64) -> f64>,
    pub setting_bool: Option<unsafe extern "C" fn(*mut totem_call, totem_str, bool) -> bool>,
    pub now: Option<unsafe extern "C" fn(*mut totem_call) -> i64>,
    pub log: Option<unsafe extern "C" fn(*mut totem_call, u32, totem_str) -> totem_status>,
    pub set_quantity: Option<unsafe extern "C" fn(*mut totem_call, i64, i64) -> totem_status>,
    pub set_properties: Option<unsafe extern "C" fn(*mut totem_call, i64, totem_str) -> totem_status>,
    pub allocate: Option<unsafe extern "C" fn(*mut totem_call, i64, i64, i64) -> totem_status>,
    pub backorder: Option<unsafe extern "C" fn(*mut totem_call, i64, i64) -> totem_status>,
    pub hide_method: Option<unsafe extern "C" fn(*mut totem_call, totem_str) -> totem_status>,
    pub rank_method: Option<unsafe extern "C" fn(*mut totem_call, totem_str, i32) -> totem_status>,
    pub change_price: Option<unsafe extern "C" fn(*mut totem_call, *const totem_price_change) -> totem_status>,
    pub add_rate: Option<unsafe extern "C" fn(*mut totem_call, *const totem_rate) -> totem_status>,
    pub add_fee: Option<unsafe extern "C" fn(*mut totem_call, *const totem_fee) -> totem_status>,
    pub add_tax: Option<unsafe extern "C" fn(*mut totem_call, *const totem_tax) -> totem_status>,
    pub add_tender: Option<unsafe extern "C" fn(*mut totem_call, *const totem_tender) -> totem_status>,
    pub job: Option<unsafe extern "C" fn(*mut totem_registry, totem_str, totem_str, Option<totem_job_fn>) -> totem_status>,
    pub enqueue: Option<unsafe extern "C" fn(*mut totem_call, totem_str, totem_str, i64, totem_str) -> totem_status>,
    pub checkpoint: Option<unsafe extern "C" fn(*mut totem_call, totem_str) -> totem_status>,
    pub transaction: Option<unsafe extern "C" fn(*mut totem_call, Option<totem_transaction_fn>, *mut c_void) -> totem_status>,
    pub http: Option<unsafe extern "C" fn(*mut totem_call, *const totem_http_request, *mut totem_http_response) -> totem_status>,
    pub remaining: Option<unsafe extern "C" fn(*mut totem_call, i64) -> totem_status>,
    pub extend: Option<unsafe extern "C" fn(*mut totem_call, i64, totem_str) -> totem_status>,
    pub touch: Option<unsafe extern "C" fn(*mut totem_call, totem_str, i64) -> totem_status>,
    pub add_audience: Option<unsafe extern "C" fn(*mut totem_call, totem_str) -> totem_status>,
    pub in_audience: Option<unsafe extern "C" fn(*mut totem_call, totem_str) -> bool>,
    pub read: Option<unsafe extern "C" fn(*mut totem_call, totem_str, *const i64, usize, *mut totem_str) -> totem_status>,
    pub metadata: Option<unsafe extern "C" fn(*mut totem_call, totem_str, i64, *mut totem_str) -> totem_status>,
    pub put_metadata: Option<unsafe extern "C" fn(*mut totem_call, totem_str, i64, totem_str) -> totem_status>,
    pub adjust_stock: Option<unsafe extern "C" fn(*mut totem_call, *const totem_stock_change) -> totem_status>,
    pub add_note: Option<unsafe extern "C" fn(*mut totem_call, i64, totem_str) -> totem_status>,
    pub hold: Option<unsafe extern "C" fn(*mut totem_call, i64, totem_str, totem_str) -> totem_status>,
    pub release: Option<unsafe extern "C" fn(*mut totem_call, i64, totem_str) -> totem_status>,
    pub r#move: Option<unsafe extern "C" fn(*mut totem_call, i64, totem_str, totem_str) -> totem_status>,
    pub refund: Option<unsafe extern "C" fn(*mut totem_call, *const totem_new_refund, *mut i64) -> totem_status>,
    pub fulfil: Option<unsafe extern "C" fn(*mut totem_call, *const totem_new_fulfilment, *mut i64) -> totem_status>,
    pub service: Option<unsafe extern "C" fn(*mut totem_registry, totem_str, totem_str, Option<totem_function>, Option<totem_boxed_fn>) -> totem_status>,
    pub service_role: Option<unsafe extern "C" fn(*mut totem_registry, totem_str, totem_role) -> totem_status>,
    pub define_hook: Option<unsafe extern "C" fn(*mut totem_registry, totem_str, totem_str) -> totem_status>,
    pub on_own: Option<unsafe extern "C" fn(*mut totem_registry, totem_str, totem_str, Option<totem_function>, Option<totem_boxed_fn>, i32) -> totem_status>,
    pub invoke: Option<unsafe extern "C" fn(*mut totem_call, totem_str, totem_str, *const totem_value, *mut totem_value) -> totem_status>,
    pub fire: Option<unsafe extern "C" fn(*mut totem_call, totem_str, totem_str, *const totem_value) -> totem_status>,
    pub keep: Option<unsafe extern "C" fn(*mut totem_call, totem_str, *mut totem_str) -> totem_status>,
    pub set_number: Option<unsafe extern "C" fn(*mut totem_call, totem_str) -> totem_status>,
    pub request_header: Option<unsafe extern "C" fn(*mut totem_call, totem_str, *mut totem_str) -> totem_status>,
    pub respond_bytes: Option<unsafe extern "C" fn(*mut totem_call, i32, totem_str, totem_str, totem_str) -> totem_status>,
    pub redirect: Option<unsafe extern "C" fn(*mut totem_call, i32, totem_str) -> totem_status>,
    pub payment_provider: Option<unsafe extern "C" fn(*mut totem_registry, totem_str, totem_str) -> totem_status>,
    pub answer_payment: Option<unsafe extern "C" fn(*mut totem_call, *const totem_payment_answer) -> totem_status>,
    pub payment_changed: Option<unsafe extern "C" fn(*mut totem_call, totem_str, totem_str) -> totem_status>,
    pub put_line: Option<unsafe extern "C" fn(*mut totem_call, *const totem_new_line) -> totem_status>,
    pub drop_line: Option<unsafe extern "C" fn(*mut totem_call, totem_str) -> totem_status>,
    pub create_order: Option<unsafe extern "C" fn(*mut totem_call, totem_str, totem_str, *mut i64) -> totem_status>,
    pub price_order: Option<unsafe extern "C" fn(*mut totem_call, totem_str, *mut totem_str) -> totem_status>,
    pub put_quote: Option<unsafe extern "C" fn(*mut totem_call, totem_str, totem_str, i64) -> totem_status>,
    pub quote: Option<unsafe extern "C" fn(*mut totem_call, totem_str, *mut totem_str) -> totem_status>,
    pub change_customer: Option<unsafe extern "C" fn(*mut totem_call, *const totem_customer_edit) -> totem_status>,
    pub put_address: Option<unsafe extern "C" fn(*mut totem_call, i64, totem_str, bool, *const totem_address, *mut i64) -> totem_status>,
    pub remove_address: Option<unsafe extern "C" fn(*mut totem_call, i64, i64) -> totem_status>,
    pub set_column: Option<unsafe extern "C" fn(*mut totem_call, i64, totem_str, totem_str) -> totem_status>,
    pub sorted_page_read: Option<unsafe extern "C" fn(*mut totem_call, totem_str, *mut totem_sorted_page) -> totem_status>,
    pub respond_sorted_page: Option<unsafe extern "C" fn(*mut totem_call, *mut totem_stmt, *const totem_sorted_page) -> totem_status>,
    pub found: Option<unsafe extern "C" fn(*mut totem_call, *const i64, usize, bool) -> totem_status>,
    pub add_item: Option<unsafe extern "C" fn(*mut totem_call, *const totem_new_item) -> totem_status>,
    pub create_cart: Option<unsafe extern "C" fn(*mut totem_call, i64, *mut i64, *mut totem_str) -> totem_status>,
    pub close: Option<unsafe extern "C" fn(*mut totem_stmt) -> totem_status>,
    pub keep_rows: Option<unsafe extern "C" fn(*mut totem_stmt) -> totem_status>,
    pub step_at_commit: Option<unsafe extern "C" fn(*mut totem_stmt, bool) -> totem_status>,
    pub spread_discount: Option<unsafe extern "C" fn(*mut totem_call, *const totem_discount, *const i64, usize) -> totem_status>,
    pub scale_prices: Option<unsafe extern "C" fn(*mut totem_call, *const totem_price_scale) -> totem_status>,
    pub add_flags: Option<unsafe extern "C" fn(*mut totem_call, i64, u32) -> totem_status>,
    pub claim_as: Option<unsafe extern "C" fn(*mut totem_call, totem_str) -> totem_status>,
    pub find_cart: Option<unsafe extern "C" fn(*mut totem_call, totem_str, *mut i64) -> totem_status>,
    pub hmac_sha256: Option<unsafe extern "C" fn(*mut totem_call, totem_str, totem_str, *mut totem_str) -> totem_status>,
    pub cannot_ship: Option<unsafe extern "C" fn(*mut totem_call, totem_str) -> totem_status>,
    pub emit: Option<unsafe extern "C" fn(*mut totem_call, totem_str, totem_str, i64, totem_str) -> totem_status>,
    pub lock: Option<unsafe extern "C" fn(*mut totem_call, totem_str) -> totem_status>,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_plugin {
    pub size: u32,
    pub abi: u32,
    pub name: *const u8,
    pub version: *const u8,
    pub flags: u32,
    pub reserved: u32,
    pub start: Option<unsafe extern "C" fn(*mut totem_registry, *mut totem_instance, *mut *mut c_void) -> totem_status>,
    pub stop: Option<unsafe extern "C" fn(*mut c_void)>,
}

impl Default for totem_plugin {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct totem_host_info {
    pub size: u32,
    pub abi: u32,
    pub version: *const u8,
    pub refuse: Option<unsafe extern "C" fn(*const totem_host_info, totem_str)>,
}

impl Default for totem_host_info {
    /// Zeros, and its size.
    fn default() -> Self {
        let mut value: Self = unsafe { zeroed() };
        value.size = size_of::<Self>() as u32;
        value
    }
}

impl totem_registry {
    pub fn on_cart_code_validate(&mut self, handler: impl totem_handler<totem_code_event>, priority: i32) -> totem_result {
        self.on("cart.code.validate", enter(handler), priority)
    }

    pub fn on_cart_item_validate(&mut self, handler: impl totem_handler<totem_item_event>, priority: i32) -> totem_result {
        self.on("cart.item.validate", enter(handler), priority)
    }

    pub fn on_cart_lines(&mut self, handler: impl totem_handler<totem_cart_event>, priority: i32) -> totem_result {
        self.on("cart.lines", enter(handler), priority)
    }

    pub fn on_cart_fetch(&mut self, handler: impl totem_handler<totem_cart_event>, priority: i32) -> totem_result {
        self.on("cart.fetch", enter(handler), priority)
    }

    pub fn on_price_resolve(&mut self, handler: impl totem_handler<totem_price_event>, priority: i32) -> totem_result {
        self.on("price.resolve", enter(handler), priority)
    }

    pub fn on_cart_flags(&mut self, handler: impl totem_handler<totem_cart_event>, priority: i32) -> totem_result {
        self.on("cart.flags", enter(handler), priority)
    }

    pub fn on_cart_prices(&mut self, handler: impl totem_handler<totem_cart_event>, priority: i32) -> totem_result {
        self.on("cart.prices", enter(handler), priority)
    }

    pub fn on_cart_discounts(&mut self, handler: impl totem_handler<totem_cart_event>, priority: i32) -> totem_result {
        self.on("cart.discounts", enter(handler), priority)
    }

    pub fn on_cart_shipping_rates(&mut self, handler: impl totem_handler<totem_cart_event>, priority: i32) -> totem_result {
        self.on("cart.shipping_rates", enter(handler), priority)
    }

    pub fn on_cart_fees(&mut self, handler: impl totem_handler<totem_cart_event>, priority: i32) -> totem_result {
        self.on("cart.fees", enter(handler), priority)
    }

    pub fn on_cart_taxes(&mut self, handler: impl totem_handler<totem_tax_event>, priority: i32) -> totem_result {
        self.on("cart.taxes", enter(handler), priority)
    }

    pub fn on_cart_tenders(&mut self, handler: impl totem_handler<totem_cart_event>, priority: i32) -> totem_result {
        self.on("cart.tenders", enter(handler), priority)
    }

    pub fn on_payment_methods(&mut self, handler: impl totem_handler<totem_methods_event>, priority: i32) -> totem_result {
        self.on("payment.methods", enter(handler), priority)
    }

    pub fn on_checkout_validate(&mut self, handler: impl totem_handler<totem_checkout_event>, priority: i32) -> totem_result {
        self.on("checkout.validate", enter(handler), priority)
    }

    pub fn on_order_placing(&mut self, handler: impl totem_handler<totem_order_event>, priority: i32) -> totem_result {
        self.on("order.placing", enter(handler), priority)
    }

    pub fn on_inventory_allocate(&mut self, handler: impl totem_handler<totem_allocate_event>, priority: i32) -> totem_result {
        self.on("inventory.allocate", enter(handler), priority)
    }

    pub fn on_order_placed(&mut self, handler: impl totem_handler<totem_order_event>, priority: i32) -> totem_result {
        self.on("order.placed", enter(handler), priority)
    }

    pub fn on_order_transition(&mut self, handler: impl totem_handler<totem_transition>, priority: i32) -> totem_result {
        self.on("order.transition", enter(handler), priority)
    }

    pub fn on_refund_creating(&mut self, handler: impl totem_handler<totem_refund>, priority: i32) -> totem_result {
        self.on("refund.creating", enter(handler), priority)
    }

    pub fn on_payment_authorize(&mut self, handler: impl totem_handler<totem_payment_event>, priority: i32) -> totem_result {
        self.on("payment.authorize", enter(handler), priority)
    }

    pub fn on_payment_confirm(&mut self, handler: impl totem_handler<totem_payment_event>, priority: i32) -> totem_result {
        self.on("payment.confirm", enter(handler), priority)
    }

    pub fn on_payment_retrieve(&mut self, handler: impl totem_handler<totem_payment_event>, priority: i32) -> totem_result {
        self.on("payment.retrieve", enter(handler), priority)
    }

    pub fn on_payment_capture(&mut self, handler: impl totem_handler<totem_payment_event>, priority: i32) -> totem_result {
        self.on("payment.capture", enter(handler), priority)
    }

    pub fn on_payment_void(&mut self, handler: impl totem_handler<totem_payment_event>, priority: i32) -> totem_result {
        self.on("payment.void", enter(handler), priority)
    }

    pub fn on_payment_refund(&mut self, handler: impl totem_handler<totem_payment_event>, priority: i32) -> totem_result {
        self.on("payment.refund", enter(handler), priority)
    }

    pub fn on_product_saving(&mut self, handler: impl totem_handler<totem_product_event>, priority: i32) -> totem_result {
        self.on("product.saving", enter(handler), priority)
    }

    pub fn on_customer_saving(&mut self, handler: impl totem_handler<totem_customer_change>, priority: i32) -> totem_result {
        self.on("customer.saving", enter(handler), priority)
    }

    pub fn on_customer_erasing(&mut self, handler: impl totem_handler<totem_customer_event>, priority: i32) -> totem_result {
        self.on("customer.erasing", enter(handler), priority)
    }

    pub fn on_customer_exporting(&mut self, handler: impl totem_handler<totem_customer_event>, priority: i32) -> totem_result {
        self.on("customer.exporting", enter(handler), priority)
    }

    pub fn on_request_context(&mut self, handler: impl totem_handler<totem_context>, priority: i32) -> totem_result {
        self.on("request.context", enter(handler), priority)
    }

    pub fn on_view_extend(&mut self, handler: impl totem_handler<totem_view_event>, priority: i32) -> totem_result {
        self.on("view.extend", enter(handler), priority)
    }

    pub fn on_product_search(&mut self, handler: impl totem_handler<totem_search_event>, priority: i32) -> totem_result {
        self.on("product.search", enter(handler), priority)
    }

    pub fn on_import_rows(&mut self, handler: impl totem_handler<totem_rows_event>, priority: i32) -> totem_result {
        self.on("import.rows", enter(handler), priority)
    }

    pub fn on_export_rows(&mut self, handler: impl totem_handler<totem_rows_event>, priority: i32) -> totem_result {
        self.on("export.rows", enter(handler), priority)
    }

    pub fn on_plugin_enabled(&mut self, handler: impl totem_handler<totem_plugin_event>, priority: i32) -> totem_result {
        self.on("plugin.enabled", enter(handler), priority)
    }

    pub fn on_plugin_upgraded(&mut self, handler: impl totem_handler<totem_plugin_event>, priority: i32) -> totem_result {
        self.on("plugin.upgraded", enter(handler), priority)
    }

    pub fn on_plugin_disabled(&mut self, handler: impl totem_handler<totem_plugin_event>, priority: i32) -> totem_result {
        self.on("plugin.disabled", enter(handler), priority)
    }

    pub fn on_settings_validate(&mut self, handler: impl totem_handler<totem_settings_event>, priority: i32) -> totem_result {
        self.on("settings.validate", enter(handler), priority)
    }

    pub fn on_order_committed(&mut self, handler: impl totem_handler<totem_events>, priority: i32) -> totem_result {
        self.on("order.committed", enter(handler), priority)
    }

    pub fn on_order_transitioned(&mut self, handler: impl totem_handler<totem_events>, priority: i32) -> totem_result {
        self.on("order.transitioned", enter(handler), priority)
    }

    pub fn on_product_saved(&mut self, handler: impl totem_handler<totem_events>, priority: i32) -> totem_result {
        self.on("product.saved", enter(handler), priority)
    }

    pub fn on_stock_changed(&mut self, handler: impl totem_handler<totem_events>, priority: i32) -> totem_result {
        self.on("stock.changed", enter(handler), priority)
    }

    pub fn on_fulfilment_created(&mut self, handler: impl totem_handler<totem_events>, priority: i32) -> totem_result {
        self.on("fulfilment.created", enter(handler), priority)
    }

    pub fn on_refund_created(&mut self, handler: impl totem_handler<totem_events>, priority: i32) -> totem_result {
        self.on("refund.created", enter(handler), priority)
    }

    pub fn on_payment_changed(&mut self, handler: impl totem_handler<totem_events>, priority: i32) -> totem_result {
        self.on("payment.changed", enter(handler), priority)
    }

    pub fn on_customer_changed(&mut self, handler: impl totem_handler<totem_events>, priority: i32) -> totem_result {
        self.on("customer.changed", enter(handler), priority)
    }

    pub fn on_cart_updated(&mut self, handler: impl totem_handler<totem_events>, priority: i32) -> totem_result {
        self.on("cart.updated", enter(handler), priority)
    }

    pub fn on_retention_run(&mut self, handler: impl totem_handler<totem_retention_event>, priority: i32) -> totem_result {
        self.on("retention.run", enter(handler), priority)
    }

    pub fn fail_start(&mut self, message: impl Into<totem_str>) -> totem_status {
        match unsafe { host_function!(self.host, fail_start) } {
            Some(function) => unsafe { function(self, message.into()) },
            None => TOTEM_UNSUPPORTED,
        }
    }

    pub fn extension(&mut self, name: impl Into<totem_str>) -> *const c_void {
        match unsafe { host_function!(self.host, extension) } {
            Some(function) => unsafe { function(self, name.into()) },
            None => unsafe { zeroed() },
        }
    }

    pub fn service_role(&mut self, name: impl Into<totem_str>, value2: totem_role) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, service_role) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, name.into(), value2) })
    }

    pub fn define_hook(&mut self, name: impl Into<totem_str>, signature: impl Into<totem_str>) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, define_hook) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, name.into(), signature.into()) })
    }

    pub fn payment_provider(&mut self, name: impl Into<totem_str>, title: impl Into<totem_str>) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, payment_provider) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, name.into(), title.into()) })
    }

}

impl totem_instance {
    pub fn instance_log(&mut self, level: u32, message: impl Into<totem_str>) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, instance_log) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, level, message.into()) })
    }

    pub fn instance_is_on(&mut self) -> bool {
        match unsafe { host_function!(self.host, instance_is_on) } {
            Some(function) => unsafe { function(self) },
            None => unsafe { zeroed() },
        }
    }

}

impl totem_call {
    pub fn problem(&mut self, status: i32, code: impl Into<totem_str>, message: impl Into<totem_str>) -> totem_status {
        match unsafe { host_function!(self.host, problem) } {
            Some(function) => unsafe { function(self, status, code.into(), message.into()) },
            None => TOTEM_UNSUPPORTED,
        }
    }

    pub fn veto_field(&mut self, field: impl Into<totem_str>, message: impl Into<totem_str>) -> totem_status {
        match unsafe { host_function!(self.host, veto_field) } {
            Some(function) => unsafe { function(self, field.into(), message.into()) },
            None => TOTEM_UNSUPPORTED,
        }
    }

    pub fn fail(&mut self, message: impl Into<totem_str>) -> totem_status {
        match unsafe { host_function!(self.host, fail) } {
            Some(function) => unsafe { function(self, message.into()) },
            None => TOTEM_UNSUPPORTED,
        }
    }

    pub fn last_error(&mut self) -> totem_str {
        match unsafe { host_function!(self.host, last_error) } {
            Some(function) => unsafe { function(self) },
            None => unsafe { zeroed() },
        }
    }

    pub fn claim(&mut self) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, claim) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self) })
    }

    pub fn add_discount(&mut self, value1: &totem_discount) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, add_discount) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, value1) })
    }

    pub fn set_metadata(&mut self, name: impl Into<totem_str>, json: impl Into<totem_str>) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, set_metadata) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, name.into(), json.into()) })
    }

    pub fn param(&mut self, name: impl Into<totem_str>) -> totem_result<totem_str> {
        let Some(function) = (unsafe { host_function!(self.host, param) }) else { return Err(TOTEM_UNSUPPORTED) };
        let mut filled = totem_str::NONE;
        checked(unsafe { function(self, name.into(), &mut filled) })?;
        Ok(filled)
    }

    pub fn param_i64(&mut self, name: impl Into<totem_str>) -> totem_result<i64> {
        let Some(function) = (unsafe { host_function!(self.host, param_i64) }) else { return Err(TOTEM_UNSUPPORTED) };
        let mut filled = 0;
        checked(unsafe { function(self, name.into(), &mut filled) })?;
        Ok(filled)
    }

    pub fn query(&mut self, name: impl Into<totem_str>) -> totem_result<totem_str> {
        let Some(function) = (unsafe { host_function!(self.host, query) }) else { return Err(TOTEM_UNSUPPORTED) };
        let mut filled = totem_str::NONE;
        checked(unsafe { function(self, name.into(), &mut filled) })?;
        Ok(filled)
    }

    pub fn query_i64(&mut self, name: impl Into<totem_str>) -> totem_result<i64> {
        let Some(function) = (unsafe { host_function!(self.host, query_i64) }) else { return Err(TOTEM_UNSUPPORTED) };
        let mut filled = 0;
        checked(unsafe { function(self, name.into(), &mut filled) })?;
        Ok(filled)
    }

    pub fn body_fields(&mut self, names: impl Into<totem_str>) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, body_fields) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, names.into()) })
    }

    pub fn body_kind(&mut self, field: impl Into<totem_str>) -> totem_kind {
        match unsafe { host_function!(self.host, body_kind) } {
            Some(function) => unsafe { function(self, field.into()) },
            None => unsafe { zeroed() },
        }
    }

    pub fn body_str(&mut self, field: impl Into<totem_str>) -> totem_result<totem_str> {
        let Some(function) = (unsafe { host_function!(self.host, body_str) }) else { return Err(TOTEM_UNSUPPORTED) };
        let mut filled = totem_str::NONE;
        checked(unsafe { function(self, field.into(), &mut filled) })?;
        Ok(filled)
    }

    pub fn body_i64(&mut self, field: impl Into<totem_str>) -> totem_result<i64> {
        let Some(function) = (unsafe { host_function!(self.host, body_i64) }) else { return Err(TOTEM_UNSUPPORTED) };
        let mut filled = 0;
        checked(unsafe { function(self, field.into(), &mut filled) })?;
        Ok(filled)
    }

    pub fn body_bool(&mut self, field: impl Into<totem_str>) -> totem_result<bool> {
        let Some(function) = (unsafe { host_function!(self.host, body_bool) }) else { return Err(TOTEM_UNSUPPORTED) };
        let mut filled = false;
        checked(unsafe { function(self, field.into(), &mut filled) })?;
        Ok(filled)
    }

    pub fn body_time(&mut self, field: impl Into<totem_str>) -> totem_result<i64> {
        let Some(function) = (unsafe { host_function!(self.host, body_time) }) else { return Err(TOTEM_UNSUPPORTED) };
        let mut filled = 0;
        checked(unsafe { function(self, field.into(), &mut filled) })?;
        Ok(filled)
    }

    pub fn body_count(&mut self, field: impl Into<totem_str>) -> totem_result<usize> {
        let Some(function) = (unsafe { host_function!(self.host, body_count) }) else { return Err(TOTEM_UNSUPPORTED) };
        let mut filled = 0;
        checked(unsafe { function(self, field.into(), &mut filled) })?;
        Ok(filled)
    }

    pub fn page_read(&mut self, order: u32) -> totem_result<totem_page> {
        let Some(function) = (unsafe { host_function!(self.host, page_read) }) else { return Err(TOTEM_UNSUPPORTED) };
        let mut filled = totem_page::default();
        checked(unsafe { function(self, order, &mut filled) })?;
        Ok(filled)
    }

    pub fn respond(&mut self, status: i32, json: impl Into<totem_str>) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, respond) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, status, json.into()) })
    }

    pub fn respond_row(&mut self, status: i32, value2: &mut totem_stmt) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, respond_row) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, status, value2) })
    }

    pub fn respond_page(&mut self, value1: &mut totem_stmt, value2: &totem_page) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, respond_page) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, value1, value2) })
    }

    pub fn setting_kind(&mut self, name: impl Into<totem_str>) -> totem_kind {
        match unsafe { host_function!(self.host, setting_kind) } {
            Some(function) => unsafe { function(self, name.into()) },
            None => unsafe { zeroed() },
        }
    }

    pub fn setting_str(&mut self, name: impl Into<totem_str>, fallback: impl Into<totem_str>) -> totem_str {
        match unsafe { host_function!(self.host, setting_str) } {
            Some(function) => unsafe { function(self, name.into(), fallback.into()) },
            None => unsafe { zeroed() },
        }
    }

    pub fn setting_i64(&mut self, name: impl Into<totem_str>, fallback: i64) -> i64 {
        match unsafe { host_function!(self.host, setting_i64) } {
            Some(function) => unsafe { function(self, name.into(), fallback) },
            None => unsafe { zeroed() },
        }
    }

    pub fn setting_f64(&mut self, name: impl Into<totem_str>, fallback: f64) -> f64 {
        match unsafe { host_function!(self.host, setting_f64) } {
            Some(function) => unsafe { function(self, name.into(), fallback) },
            None => unsafe { zeroed() },
        }
    }

    pub fn setting_bool(&mut self, name: impl Into<totem_str>, fallback: bool) -> bool {
        match unsafe { host_function!(self.host, setting_bool) } {
            Some(function) => unsafe { function(self, name.into(), fallback) },
            None => unsafe { zeroed() },
        }
    }

    pub fn now(&mut self) -> i64 {
        match unsafe { host_function!(self.host, now) } {
            Some(function) => unsafe { function(self) },
            None => unsafe { zeroed() },
        }
    }

    pub fn log(&mut self, level: u32, message: impl Into<totem_str>) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, log) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, level, message.into()) })
    }

    pub fn set_quantity(&mut self, change: i64, quantity: i64) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, set_quantity) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, change, quantity) })
    }

    pub fn set_properties(&mut self, change: i64, json: impl Into<totem_str>) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, set_properties) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, change, json.into()) })
    }

    pub fn allocate(&mut self, demand: i64, warehouse_id: i64, quantity: i64) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, allocate) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, demand, warehouse_id, quantity) })
    }

    pub fn backorder(&mut self, demand: i64, quantity: i64) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, backorder) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, demand, quantity) })
    }

    pub fn hide_method(&mut self, name: impl Into<totem_str>) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, hide_method) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, name.into()) })
    }

    pub fn rank_method(&mut self, name: impl Into<totem_str>, rank: i32) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, rank_method) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, name.into(), rank) })
    }

    pub fn change_price(&mut self, value1: &totem_price_change) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, change_price) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, value1) })
    }

    pub fn add_rate(&mut self, value1: &totem_rate) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, add_rate) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, value1) })
    }

    pub fn add_fee(&mut self, value1: &totem_fee) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, add_fee) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, value1) })
    }

    pub fn add_tax(&mut self, value1: &totem_tax) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, add_tax) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, value1) })
    }

    pub fn add_tender(&mut self, value1: &totem_tender) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, add_tender) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, value1) })
    }

    pub fn enqueue(&mut self, job: impl Into<totem_str>, json: impl Into<totem_str>, due: i64, key: impl Into<totem_str>) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, enqueue) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, job.into(), json.into(), due, key.into()) })
    }

    pub fn checkpoint(&mut self, json: impl Into<totem_str>) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, checkpoint) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, json.into()) })
    }

    pub fn http(&mut self, value1: &totem_http_request) -> totem_result<totem_http_response> {
        let Some(function) = (unsafe { host_function!(self.host, http) }) else { return Err(TOTEM_UNSUPPORTED) };
        let mut filled = totem_http_response::default();
        checked(unsafe { function(self, value1, &mut filled) })?;
        Ok(filled)
    }

    pub fn remaining(&mut self, count: i64) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, remaining) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, count) })
    }

    pub fn extend(&mut self, id: i64, json: impl Into<totem_str>) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, extend) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, id, json.into()) })
    }

    pub fn touch(&mut self, kind: impl Into<totem_str>, id: i64) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, touch) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, kind.into(), id) })
    }

    pub fn add_audience(&mut self, name: impl Into<totem_str>) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, add_audience) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, name.into()) })
    }

    pub fn in_audience(&mut self, name: impl Into<totem_str>) -> bool {
        match unsafe { host_function!(self.host, in_audience) } {
            Some(function) => unsafe { function(self, name.into()) },
            None => unsafe { zeroed() },
        }
    }

    pub fn read(&mut self, kind: impl Into<totem_str>, ids: &[i64]) -> totem_result<totem_str> {
        let Some(function) = (unsafe { host_function!(self.host, read) }) else { return Err(TOTEM_UNSUPPORTED) };
        let mut filled = totem_str::NONE;
        checked(unsafe { function(self, kind.into(), ids.as_ptr(), ids.len(), &mut filled) })?;
        Ok(filled)
    }

    pub fn metadata(&mut self, kind: impl Into<totem_str>, id: i64) -> totem_result<totem_str> {
        let Some(function) = (unsafe { host_function!(self.host, metadata) }) else { return Err(TOTEM_UNSUPPORTED) };
        let mut filled = totem_str::NONE;
        checked(unsafe { function(self, kind.into(), id, &mut filled) })?;
        Ok(filled)
    }

    pub fn put_metadata(&mut self, kind: impl Into<totem_str>, id: i64, json: impl Into<totem_str>) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, put_metadata) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, kind.into(), id, json.into()) })
    }

    pub fn adjust_stock(&mut self, value1: &totem_stock_change) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, adjust_stock) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, value1) })
    }

    pub fn add_note(&mut self, order: i64, text: impl Into<totem_str>) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, add_note) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, order, text.into()) })
    }

    pub fn hold(&mut self, order: i64, name: impl Into<totem_str>, reason: impl Into<totem_str>) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, hold) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, order, name.into(), reason.into()) })
    }

    pub fn release(&mut self, order: i64, name: impl Into<totem_str>) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, release) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, order, name.into()) })
    }

    pub fn r#move(&mut self, order: i64, status: impl Into<totem_str>, comment: impl Into<totem_str>) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, r#move) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, order, status.into(), comment.into()) })
    }

    pub fn refund(&mut self, value1: &totem_new_refund) -> totem_result<i64> {
        let Some(function) = (unsafe { host_function!(self.host, refund) }) else { return Err(TOTEM_UNSUPPORTED) };
        let mut filled = 0;
        checked(unsafe { function(self, value1, &mut filled) })?;
        Ok(filled)
    }

    pub fn fulfil(&mut self, value1: &totem_new_fulfilment) -> totem_result<i64> {
        let Some(function) = (unsafe { host_function!(self.host, fulfil) }) else { return Err(TOTEM_UNSUPPORTED) };
        let mut filled = 0;
        checked(unsafe { function(self, value1, &mut filled) })?;
        Ok(filled)
    }

    pub fn invoke(&mut self, service: impl Into<totem_str>, signature: impl Into<totem_str>, arguments: &[totem_value]) -> totem_result<totem_value> {
        let Some(function) = (unsafe { host_function!(self.host, invoke) }) else { return Err(TOTEM_UNSUPPORTED) };
        let mut filled = totem_value { i: 0 };
        checked(unsafe { function(self, service.into(), signature.into(), arguments.as_ptr(), &mut filled) })?;
        Ok(filled)
    }

    pub fn fire(&mut self, hook: impl Into<totem_str>, signature: impl Into<totem_str>, arguments: &[totem_value]) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, fire) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, hook.into(), signature.into(), arguments.as_ptr()) })
    }

    pub fn keep(&mut self, text: impl Into<totem_str>) -> totem_result<totem_str> {
        let Some(function) = (unsafe { host_function!(self.host, keep) }) else { return Err(TOTEM_UNSUPPORTED) };
        let mut filled = totem_str::NONE;
        checked(unsafe { function(self, text.into(), &mut filled) })?;
        Ok(filled)
    }

    pub fn set_number(&mut self, number: impl Into<totem_str>) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, set_number) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, number.into()) })
    }

    pub fn request_header(&mut self, name: impl Into<totem_str>) -> totem_result<totem_str> {
        let Some(function) = (unsafe { host_function!(self.host, request_header) }) else { return Err(TOTEM_UNSUPPORTED) };
        let mut filled = totem_str::NONE;
        checked(unsafe { function(self, name.into(), &mut filled) })?;
        Ok(filled)
    }

    pub fn respond_bytes(&mut self, status: i32, r#type: impl Into<totem_str>, file_name: impl Into<totem_str>, bytes: impl Into<totem_str>) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, respond_bytes) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, status, r#type.into(), file_name.into(), bytes.into()) })
    }

    pub fn redirect(&mut self, status: i32, url: impl Into<totem_str>) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, redirect) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, status, url.into()) })
    }

    pub fn answer_payment(&mut self, value1: &totem_payment_answer) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, answer_payment) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, value1) })
    }

    pub fn payment_changed(&mut self, method: impl Into<totem_str>, reference: impl Into<totem_str>) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, payment_changed) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, method.into(), reference.into()) })
    }

    pub fn put_line(&mut self, value1: &totem_new_line) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, put_line) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, value1) })
    }

    pub fn drop_line(&mut self, key: impl Into<totem_str>) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, drop_line) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, key.into()) })
    }

    pub fn create_order(&mut self, json: impl Into<totem_str>, key: impl Into<totem_str>) -> totem_result<i64> {
        let Some(function) = (unsafe { host_function!(self.host, create_order) }) else { return Err(TOTEM_UNSUPPORTED) };
        let mut filled = 0;
        checked(unsafe { function(self, json.into(), key.into(), &mut filled) })?;
        Ok(filled)
    }

    pub fn price_order(&mut self, json: impl Into<totem_str>) -> totem_result<totem_str> {
        let Some(function) = (unsafe { host_function!(self.host, price_order) }) else { return Err(TOTEM_UNSUPPORTED) };
        let mut filled = totem_str::NONE;
        checked(unsafe { function(self, json.into(), &mut filled) })?;
        Ok(filled)
    }

    pub fn put_quote(&mut self, key: impl Into<totem_str>, json: impl Into<totem_str>, seconds: i64) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, put_quote) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, key.into(), json.into(), seconds) })
    }

    pub fn quote(&mut self, key: impl Into<totem_str>) -> totem_result<totem_str> {
        let Some(function) = (unsafe { host_function!(self.host, quote) }) else { return Err(TOTEM_UNSUPPORTED) };
        let mut filled = totem_str::NONE;
        checked(unsafe { function(self, key.into(), &mut filled) })?;
        Ok(filled)
    }

    pub fn change_customer(&mut self, value1: &totem_customer_edit) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, change_customer) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, value1) })
    }

    pub fn put_address(&mut self, customer: i64, kind: impl Into<totem_str>, is_default: bool, value4: &totem_address, id: &mut i64) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, put_address) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, customer, kind.into(), is_default, value4, id) })
    }

    pub fn remove_address(&mut self, customer: i64, id: i64) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, remove_address) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, customer, id) })
    }

    pub fn set_column(&mut self, row: i64, column: impl Into<totem_str>, text: impl Into<totem_str>) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, set_column) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, row, column.into(), text.into()) })
    }

    pub fn sorted_page_read(&mut self, key: impl Into<totem_str>) -> totem_result<totem_sorted_page> {
        let Some(function) = (unsafe { host_function!(self.host, sorted_page_read) }) else { return Err(TOTEM_UNSUPPORTED) };
        let mut filled = totem_sorted_page::default();
        checked(unsafe { function(self, key.into(), &mut filled) })?;
        Ok(filled)
    }

    pub fn respond_sorted_page(&mut self, value1: &mut totem_stmt, value2: &totem_sorted_page) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, respond_sorted_page) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, value1, value2) })
    }

    pub fn found(&mut self, ids: &[i64], more: bool) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, found) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, ids.as_ptr(), ids.len(), more) })
    }

    pub fn add_item(&mut self, value1: &totem_new_item) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, add_item) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, value1) })
    }

    pub fn create_cart(&mut self, customer: i64, id: &mut i64) -> totem_result<totem_str> {
        let Some(function) = (unsafe { host_function!(self.host, create_cart) }) else { return Err(TOTEM_UNSUPPORTED) };
        let mut filled = totem_str::NONE;
        checked(unsafe { function(self, customer, id, &mut filled) })?;
        Ok(filled)
    }

    pub fn spread_discount(&mut self, value1: &totem_discount, lines: &[i64]) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, spread_discount) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, value1, lines.as_ptr(), lines.len()) })
    }

    pub fn scale_prices(&mut self, value1: &totem_price_scale) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, scale_prices) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, value1) })
    }

    pub fn add_flags(&mut self, line: i64, flags: u32) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, add_flags) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, line, flags) })
    }

    pub fn claim_as(&mut self, kept: impl Into<totem_str>) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, claim_as) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, kept.into()) })
    }

    pub fn find_cart(&mut self, token: impl Into<totem_str>) -> totem_result<i64> {
        let Some(function) = (unsafe { host_function!(self.host, find_cart) }) else { return Err(TOTEM_UNSUPPORTED) };
        let mut filled = 0;
        checked(unsafe { function(self, token.into(), &mut filled) })?;
        Ok(filled)
    }

    pub fn hmac_sha256(&mut self, key: impl Into<totem_str>, message: impl Into<totem_str>) -> totem_result<totem_str> {
        let Some(function) = (unsafe { host_function!(self.host, hmac_sha256) }) else { return Err(TOTEM_UNSUPPORTED) };
        let mut filled = totem_str::NONE;
        checked(unsafe { function(self, key.into(), message.into(), &mut filled) })?;
        Ok(filled)
    }

    pub fn cannot_ship(&mut self, reason: impl Into<totem_str>) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, cannot_ship) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, reason.into()) })
    }

    pub fn emit(&mut self, event: impl Into<totem_str>, subject: impl Into<totem_str>, id: i64, json: impl Into<totem_str>) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, emit) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, event.into(), subject.into(), id, json.into()) })
    }

    pub fn lock(&mut self, name: impl Into<totem_str>) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, lock) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, name.into()) })
    }

}

impl totem_stmt {
    pub fn bind_null(&mut self, index: i32) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, bind_null) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, index) })
    }

    pub fn bind_i64(&mut self, index: i32, value: i64) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, bind_i64) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, index, value) })
    }

    pub fn bind_f64(&mut self, index: i32, value: f64) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, bind_f64) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, index, value) })
    }

    pub fn bind_str(&mut self, index: i32, value: impl Into<totem_str>) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, bind_str) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, index, value.into()) })
    }

    pub fn bind_blob(&mut self, index: i32, value: impl Into<totem_str>) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, bind_blob) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, index, value.into()) })
    }

    pub fn reset(&mut self) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, reset) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self) })
    }

    pub fn changes(&mut self) -> i64 {
        match unsafe { host_function!(self.host, changes) } {
            Some(function) => unsafe { function(self) },
            None => unsafe { zeroed() },
        }
    }

    pub fn column_count(&mut self) -> i32 {
        match unsafe { host_function!(self.host, column_count) } {
            Some(function) => unsafe { function(self) },
            None => unsafe { zeroed() },
        }
    }

    pub fn column_kind(&mut self, column: i32) -> totem_kind {
        match unsafe { host_function!(self.host, column_kind) } {
            Some(function) => unsafe { function(self, column) },
            None => unsafe { zeroed() },
        }
    }

    pub fn column_i64(&mut self, column: i32) -> i64 {
        match unsafe { host_function!(self.host, column_i64) } {
            Some(function) => unsafe { function(self, column) },
            None => unsafe { zeroed() },
        }
    }

    pub fn column_f64(&mut self, column: i32) -> f64 {
        match unsafe { host_function!(self.host, column_f64) } {
            Some(function) => unsafe { function(self, column) },
            None => unsafe { zeroed() },
        }
    }

    pub fn column_str(&mut self, column: i32) -> totem_str {
        match unsafe { host_function!(self.host, column_str) } {
            Some(function) => unsafe { function(self, column) },
            None => unsafe { zeroed() },
        }
    }

    pub fn close(&mut self) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, close) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self) })
    }

    pub fn keep_rows(&mut self) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, keep_rows) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self) })
    }

    pub fn step_at_commit(&mut self, one_row: bool) -> totem_result {
        let Some(function) = (unsafe { host_function!(self.host, step_at_commit) }) else { return Err(TOTEM_UNSUPPORTED) };
        checked(unsafe { function(self, one_row) })
    }

}
