/* odd_children: children made in unusual ways; each ends with a code of its own.
   No signal at the end (0), another one (SIGUSR1), shared descriptors, CLONE_PARENT, a namespace, an orphan of each. */
#include "wl.h"

static int code;

static void begin_and_end(const char *role)
{
    wl_child(role);
    wl_ms(50);
    wl_exit(code);
}

static void make(unsigned long flags, const char *role)
{
    code++;
    pid_t p = syscall(SYS_clone, flags, NULL, NULL, NULL, NULL);
    if (p == 0)
        begin_and_end(role);
    if (p < 0)
        wl_mark("refused", flags);
}

static void make_orphan(unsigned long flags, const char *role)
{
    code++;
    pid_t p = fork();
    if (p == 0) {
        wl_child("middle");
        if (syscall(SYS_clone, flags, NULL, NULL, NULL, NULL) == 0)
            begin_and_end(role);
        wl_exit(100);
    }
}

int main(void)
{
    wl_begin("root");
    signal(SIGUSR1, SIG_IGN);
    make(0, "no signal");
    make(SIGUSR1, "SIGUSR1");
    make(CLONE_FILES | CLONE_FS | SIGCHLD, "shared files");
    make(CLONE_PARENT | SIGCHLD, "sibling");
    make(CLONE_PARENT, "sibling of whom nobody hears");
    make(CLONE_NEWNET | CLONE_NEWUSER | SIGCHLD, "user and net namespace");
    make_orphan(0, "orphan without signal");
    make_orphan(SIGUSR1, "orphan with SIGUSR1");
    wl_ready();
    while (wl_reap(-1, NULL) > 0)
        ;
    wl_ms(200);                                 /* siblings cannot be waited for here */
    wl_exit(0);
}
