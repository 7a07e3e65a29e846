/* zombies keep|exit|ignore|nocldwait [--count 20]: children that nobody waits for.
   keep: zombies for half a second, then the root ends; exit: the root ends at once;
   ignore, nocldwait: the kernel reaps them, and nobody can ask for a status. */
#include "wl.h"

int main(int argc, char **argv)
{
    const char *how = argc > 1 ? argv[1] : "keep";
    long count = wl_arg(argc, argv, "--count", 20);
    struct sigaction sa;
    wl_begin("root");
    memset(&sa, 0, sizeof sa);
    sa.sa_handler = !strcmp(how, "ignore") ? SIG_IGN : SIG_DFL;
    sa.sa_flags = !strcmp(how, "nocldwait") ? SA_NOCLDWAIT : 0;
    sigaction(SIGCHLD, &sa, NULL);
    for (long i = 0; i < count; i++)
        if (fork() == 0) {
            wl_child("child");
            if (i % 5 == 4) {
                wl_log("{\"ev\":\"exit\",\"pid\":%d,\"start\":%lld,\"status\":%d,\"by\":\"self\"}", getpid(), wl_start_of(0), SIGKILL);
                raise(SIGKILL);
            }
            wl_exit(i);
        }
    if (!strcmp(how, "ignore") || !strcmp(how, "nocldwait"))
        while (wait(NULL) >= 0 || errno == EINTR)
            ;
    else if (!strcmp(how, "keep"))
        wl_ms(500);
    wl_ready();
    wl_exit(3);
}
