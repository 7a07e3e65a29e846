/* hydra [--pairs 4] [--setsid]: in each pair, whoever lives starts the other one again. At most 3000 births.
   A kill must end all of them for good; a single look at /proc finds the next one too late. */
#include "wl.h"

static int *births;                             /* of all pairs, shared */

static void watch(pid_t other, int pair, int new_session);

static void be_born(int pair, int new_session, pid_t creator)
{
    wl_child("head");
    if (new_session)
        setsid();
    watch(creator, pair, new_session);
}

/* A pidfd tells of the other one's end, whoever its parent is. */
static void watch(pid_t other, int pair, int new_session)
{
    for (;;) {
        int fd = syscall(SYS_pidfd_open, other, 0);
        struct pollfd p = { fd, POLLIN, 0 };
        if (fd >= 0 && poll(&p, 1, wl_left_ms()) <= 0)
            wl_exit(9);
        if (fd >= 0)
            close(fd);
        while (waitpid(-1, NULL, WNOHANG) > 0)
            ;
        if (__sync_add_and_fetch(births, 1) > 3000)
            wl_exit(8);
        pid_t me = getpid();
        other = fork();
        if (other == 0)
            be_born(pair, new_session, me);
        if (other < 0)
            wl_exit(75);
    }
}

int main(int argc, char **argv)
{
    int new_session = wl_flag(argc, argv, "--setsid");
    long pairs = wl_arg(argc, argv, "--pairs", 4);
    births = mmap(NULL, sizeof *births, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    wl_begin("root");
    for (long i = 0; i < pairs; i++)
        if (fork() == 0) {
            pid_t me = getpid(), other;
            wl_child("head");
            if (new_session)
                setsid();
            other = fork();
            if (other == 0)
                be_born(i, new_session, me);
            watch(other, i, new_session);
        }
    wl_ms(100);
    wl_say("READY\n");
    wl_ready();
    wl_wait_end();
}
