/* parents_death: children that asked to be told of their parent's death. The middle ends, they get SIGTERM;
   one of them has a handler and ends with 31, the other ends by the signal. */
#include "wl.h"

static void told(int s)
{
    (void)s;
    wl_exit(31);
}

int main(void)
{
    int st;
    wl_begin("root");
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    pid_t middle = fork();
    if (middle == 0) {
        wl_child("middle");
        for (int k = 0; k < 2; k++)
            if (fork() == 0) {
                wl_child("child below subreaper");
                if (k == 0)
                    signal(SIGTERM, told);
                prctl(PR_SET_PDEATHSIG, SIGTERM);
                wl_wait_end();
            }
        wl_ms(150);
        wl_exit(30);
    }
    wl_ready();
    while (wl_reap(-1, &st) > 0)
        ;
    wl_exit(0);
}
