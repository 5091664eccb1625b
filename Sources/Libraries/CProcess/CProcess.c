#include "CProcess.h"

#include <linux/capability.h>
#include <malloc.h>
#include <sys/syscall.h>
#include <unistd.h>

static int keeps_niceness = 0;

/* Rights belong to a thread and are passed on to those that it starts: so this comes before main. */
__attribute__((constructor)) static void give_up_priority(void) {
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];
    if (syscall(SYS_capget, &header, data) != 0) return;
    unsigned bit = 1u << CAP_SYS_NICE;
    if (data[0].effective & bit || data[0].permitted & bit) {
        data[0].effective &= ~bit;
        data[0].permitted &= ~bit;
        data[0].inheritable &= ~bit;
        if (syscall(SYS_capset, &header, data) != 0) return;
    }
    keeps_niceness = 1;
}

int process_returns_memory(void) {
    int mapped = mallopt(M_MMAP_THRESHOLD, 1 << 20);
    int trimmed = mallopt(M_TRIM_THRESHOLD, 1 << 20);
    int arenas = mallopt(M_ARENA_MAX, 2);
    return mapped && trimmed && arenas;
}

int process_keeps_niceness(void) { return keeps_niceness; }
