/* traced [--hold-ms 500]: a parent that traces its child, which is stopped by each signal until the tracer lets it go on.
   The child ends with 21, the tracer with 22. A kill must end both: SIGKILL is not held up by a tracer. */
#include "wl.h"
#include <sys/ptrace.h>

int main(int argc, char **argv)
{
    long hold = wl_arg(argc, argv, "--hold-ms", 500);
    int st, held = wl_flag(argc, argv, "--held");
    wl_begin("tracer");
    pid_t child = fork();
    if (child == 0) {
        wl_child("traced");
        ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        raise(SIGSTOP);
        wl_ms(hold);
        wl_exit(21);
    }
    waitpid(child, &st, __WALL);
    ptrace(PTRACE_SETOPTIONS, child, NULL, (void *)(long)PTRACE_O_EXITKILL);
    wl_ready();
    wl_say("READY\n");
    if (held)
        wl_wait_end();
    ptrace(PTRACE_CONT, child, NULL, NULL);
    while (waitpid(child, &st, __WALL) == child && WIFSTOPPED(st))
        ptrace(PTRACE_CONT, child, NULL, (void *)(long)WSTOPSIG(st));
    wl_exit(22);
}
