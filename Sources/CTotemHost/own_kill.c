// A process that kills itself leaves nothing behind that tells it from one that was killed from outside. So it can't: what tries to
// crashes where it stands, as the plugin that runs there.
#include "marker.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define SKIP_IF(value, lines) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, lines, 0)
#define SKIP_UNLESS(value, lines) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, lines)
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

void totem_marker_refuse_own_kill(void) {
#ifdef ARCHITECTURE
  uint32_t own = (uint32_t)getpid();
  struct sock_filter rules[] = {
    LOAD(arch),
    SKIP_UNLESS(ARCHITECTURE, 4),
    LOAD(nr),
    SKIP_IF(SYS_tgkill, 3),
    SKIP_IF(SYS_kill, 6),
    SKIP_IF(SYS_tkill, 7),
    ALLOW,
    // tgkill(process, thread, signal)
    LOAD(args[0]),
    SKIP_UNLESS(own, 7),
    LOAD(args[2]),
    BPF_STMT(BPF_JMP | BPF_JA, 3),
    // kill(process, signal), and tkill(thread, signal)
    LOAD(args[0]),
    SKIP_UNLESS(own, 3),
    LOAD(args[1]),
    SKIP_UNLESS(SIGKILL, 1),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
    ALLOW,
  };
  struct sock_fprog program = {.len = sizeof rules / sizeof *rules, .filter = rules};
  // Not seccomp(2), which units of services forbid. Where it can't be had, such a kill is taken for one from outside.
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0) prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
#endif
}
