/// What `totem_plugin.rs` has besides what is made of the header: how functions of Rust become what the host calls.
enum RustBeginning {
    static func text(abi: String) -> String { template.replacing("@ABI@", with: abi) }

    private static let template = #"""
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

        pub const TOTEM_ABI: u32 = @ABI@;

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


        """#
}
