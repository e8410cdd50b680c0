// What the process may do once it has its memory: compute, and talk to the host. Refused is what is not named here, with an error
// as from a system that does not allow it, so that a plugin which only tries goes on.
#define _GNU_SOURCE
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <malloc.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

// MARK: - Limits

static const rlim_t memory = (rlim_t)768 << 20;
// Beside the payloads and the slots: libraries, stacks, and what is reserved and never touched.
static const rlim_t addresses = (rlim_t)3 << 30;

static void limit(int resource, rlim_t value) { setrlimit(resource, &(struct rlimit){value, value}); }

static void set_limits(void) {
  // Of glibc's arenas each reserves 64 MiB of addresses.
  mallopt(M_ARENA_MAX, 4);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_NOFILE, 64);
  limit(RLIMIT_MEMLOCK, 0);
  limit(RLIMIT_MSGQUEUE, 0);
  limit(RLIMIT_DATA, memory);
  limit(RLIMIT_AS, addresses + child_channel->payload_bytes + sizeof(totem_channel));
}

// MARK: - Files

// As the newest kernels have it; older ones read the beginning.
struct ruleset {
  uint64_t files, ports, scopes;
};

static void allow_reading(int ruleset, const char *path, uint64_t access) {
  int place = open(path, O_PATH | O_CLOEXEC);
  if (place < 0) return;
  struct landlock_path_beneath_attr rule = {.allowed_access = access, .parent_fd = place};
  syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
  close(place);
}

// The folders that the loader looks for libraries in: the host's own, as its search path says, and the system's.
static void allow_libraries(int ruleset, const char *folders) {
  static const char *const system[] = {"/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib"};
  const uint64_t reading = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
  for (size_t i = 0; i < sizeof system / sizeof *system; i++) allow_reading(ruleset, system[i], reading);
  allow_reading(ruleset, "/etc/ld.so.cache", LANDLOCK_ACCESS_FS_READ_FILE);
  char *copy = folders == NULL ? NULL : strdup(folders);
  char *rest = NULL;
  for (char *folder = copy == NULL ? NULL : strtok_r(copy, ":", &rest); folder != NULL; folder = strtok_r(NULL, ":", &rest))
    allow_reading(ruleset, folder, reading);
  free(copy);
}

static bool leave_files(const char *library, const char *folders) {
  long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version < 1) return false;
  // All rights that the kernel knows: 13 at first, then linking, truncating and devices.
  struct ruleset rules = {.files = version >= 5 ? 0xFFFF : version >= 3 ? 0x7FFF : version == 2 ? 0x3FFF : 0x1FFF};
  size_t size = sizeof rules.files;
  if (version >= 4) {
    rules.ports = 3;
    size += sizeof rules.ports;
  }
  if (version >= 6) {
    rules.scopes = 3;
    size += sizeof rules.scopes;
  }
  int ruleset = (int)syscall(SYS_landlock_create_ruleset, &rules, size, 0);
  if (ruleset < 0) return false;
  allow_libraries(ruleset, folders);
  allow_reading(ruleset, library, LANDLOCK_ACCESS_FS_READ_FILE);
  bool is_done = syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
  close(ruleset);
  return is_done;
}

// MARK: - System calls

static const uint16_t allowed[] = {
  SYS_futex, SYS_read, SYS_write, SYS_readv, SYS_writev, SYS_pread64, SYS_close, SYS_fstat, SYS_lseek, SYS_newfstatat,
  SYS_statx, SYS_faccessat, SYS_readlinkat, SYS_getdents64, SYS_getcwd, SYS_mprotect, SYS_munmap, SYS_mremap,
  SYS_madvise, SYS_brk, SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_sigaltstack, SYS_nanosleep, SYS_pause,
  SYS_clock_gettime, SYS_clock_getres, SYS_clock_nanosleep, SYS_gettimeofday, SYS_sched_yield, SYS_sched_getaffinity,
  SYS_getpid, SYS_gettid, SYS_getppid, SYS_getuid, SYS_geteuid, SYS_getgid, SYS_getegid, SYS_getrandom, SYS_uname,
  SYS_sysinfo, SYS_getrusage, SYS_times, SYS_exit, SYS_exit_group, SYS_set_robust_list, SYS_get_robust_list, SYS_rseq,
  SYS_set_tid_address, SYS_membarrier, SYS_restart_syscall, SYS_pipe2, SYS_eventfd2, SYS_dup, SYS_dup3, SYS_ppoll,
  SYS_pselect6, SYS_epoll_create1, SYS_epoll_ctl, SYS_epoll_pwait, SYS_timerfd_create, SYS_timerfd_settime,
#ifdef SYS_open
  SYS_stat, SYS_lstat, SYS_access, SYS_readlink, SYS_poll, SYS_select, SYS_epoll_wait, SYS_dup2, SYS_pipe, SYS_time,
  SYS_arch_prctl, SYS_getrlimit,
#endif
};

enum { LONGEST_FILTER = 320 };

typedef struct filter {
  struct sock_filter lines[LONGEST_FILTER];
  unsigned short count;
} filter;

static void add(filter *filter, uint16_t code, uint32_t value, uint8_t yes, uint8_t no) {
  filter->lines[filter->count++] = (struct sock_filter){code, yes, no, value};
}

static void load_argument(filter *filter, unsigned index) {
  add(filter, BPF_LD | BPF_W | BPF_ABS, (uint32_t)(offsetof(struct seccomp_data, args) + 8 * index), 0, 0);
}

static void give(filter *filter, uint32_t verdict) { add(filter, BPF_RET | BPF_K, verdict, 0, 0); }

static void refuse(filter *filter, int error) { give(filter, SECCOMP_RET_ERRNO | (uint32_t)error); }

// The lines that a system call skips which is another one.
static void when(filter *filter, uint32_t number, uint8_t lines) {
  add(filter, BPF_JMP | BPF_JEQ | BPF_K, number, 0, lines);
}

// Allows it where none of these bits is set in an argument.
static void allow_without(filter *filter, uint32_t number, unsigned argument, uint32_t bits, int error) {
  when(filter, number, 4);
  load_argument(filter, argument);
  add(filter, BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1);
  refuse(filter, error);
  give(filter, SECCOMP_RET_ALLOW);
}

// Allows it where all of these bits are set.
static void allow_with(filter *filter, uint32_t number, unsigned argument, uint32_t bits) {
  when(filter, number, 5);
  load_argument(filter, argument);
  add(filter, BPF_ALU | BPF_AND | BPF_K, bits, 0, 0);
  add(filter, BPF_JMP | BPF_JEQ | BPF_K, bits, 1, 0);
  refuse(filter, EPERM);
  give(filter, SECCOMP_RET_ALLOW);
}

// Allows memory, but for what its limit does not count: what is shared and of no file, and stacks that grow.
static void allow_counted_memory(filter *filter) {
  const uint32_t shared = MAP_SHARED | MAP_ANONYMOUS;
  when(filter, SYS_mmap, 6);
  load_argument(filter, 3);
  add(filter, BPF_JMP | BPF_JSET | BPF_K, MAP_GROWSDOWN, 3, 0);
  add(filter, BPF_ALU | BPF_AND | BPF_K, shared, 0, 0);
  add(filter, BPF_JMP | BPF_JEQ | BPF_K, shared, 1, 0);
  give(filter, SECCOMP_RET_ALLOW);
  refuse(filter, ENOMEM);
}

// Allows it where an argument is one of these.
static void allow_among(filter *filter, uint32_t number, unsigned argument, const uint32_t *values, uint8_t count) {
  when(filter, number, (uint8_t)(count + 3));
  load_argument(filter, argument);
  for (uint8_t i = 0; i < count; i++) add(filter, BPF_JMP | BPF_JEQ | BPF_K, values[i], (uint8_t)(count - i), 0);
  refuse(filter, EPERM);
  give(filter, SECCOMP_RET_ALLOW);
}

// Allows it where a pointer is NULL, in both its halves.
static void allow_null(filter *filter, uint32_t number, unsigned argument) {
  when(filter, number, 6);
  load_argument(filter, argument);
  add(filter, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 2);
  add(filter, BPF_LD | BPF_W | BPF_ABS, (uint32_t)(offsetof(struct seccomp_data, args) + 8 * argument + 4), 0, 0);
  add(filter, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0);
  refuse(filter, EPERM);
  give(filter, SECCOMP_RET_ALLOW);
}

// Allows signals to a process, but for those that nobody can do anything about.
static void allow_signals_to(filter *filter, uint32_t process) {
  when(filter, SYS_tgkill, 7);
  load_argument(filter, 0);
  add(filter, BPF_JMP | BPF_JEQ | BPF_K, process, 0, 3);
  load_argument(filter, 2);
  add(filter, BPF_JMP | BPF_JEQ | BPF_K, SIGKILL, 1, 0);
  add(filter, BPF_JMP | BPF_JEQ | BPF_K, SIGSTOP, 0, 1);
  refuse(filter, EPERM);
  give(filter, SECCOMP_RET_ALLOW);
}

static void refuse_with(filter *filter, uint32_t number, int error) {
  when(filter, number, 1);
  refuse(filter, error);
}

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

static void write_filter(filter *filter) {
  const uint32_t writing = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND | (O_TMPFILE & ~O_DIRECTORY);
  add(filter, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch), 0, 0);
  add(filter, BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0);
  give(filter, SECCOMP_RET_KILL_PROCESS);
  add(filter, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr), 0, 0);
  for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) {
    when(filter, allowed[i], 1);
    give(filter, SECCOMP_RET_ALLOW);
  }
  allow_counted_memory(filter);
  allow_without(filter, SYS_openat, 2, writing, EACCES);
#ifdef SYS_open
  allow_without(filter, SYS_open, 1, writing, EACCES);
#endif
  // Threads, and no processes. What can't be looked into is said not to be there, so that glibc takes the other.
  allow_with(filter, SYS_clone, 0, CLONE_VM | CLONE_THREAD | CLONE_SIGHAND);
  refuse_with(filter, SYS_clone3, ENOSYS);
  refuse_with(filter, SYS_openat2, ENOSYS);
  refuse_with(filter, SYS_faccessat2, ENOSYS);
  refuse_with(filter, SYS_ioctl, ENOTTY);
  // abort() and raise(), and nobody else. Not what looks as if somebody else had ended or stopped it.
  allow_signals_to(filter, (uint32_t)getpid());
  const uint32_t names[] = {PR_SET_NAME, PR_GET_NAME};
  allow_among(filter, SYS_prctl, 0, names, 2);
  // Not who is told of input: that could be anybody.
  const uint32_t flags[] = {F_GETFL, F_SETFL, F_GETFD, F_SETFD, F_DUPFD_CLOEXEC};
  allow_among(filter, SYS_fcntl, 1, flags, 5);
  // Reading limits, not setting them.
  allow_null(filter, SYS_prlimit64, 2);
  refuse(filter, EPERM);
}

bool child_enter_sandbox(const char *library) {
  set_limits();
  const char *folders = getenv("LD_LIBRARY_PATH");
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
  child_channel->has_landlock = leave_files(library, folders);
  filter filter = {.count = 0};
  write_filter(&filter);
  struct sock_fprog program = {.len = filter.count, .filter = filter.lines};
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}
