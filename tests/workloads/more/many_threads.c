/* many_threads plain|churn|leader-exit|exec [--threads 200]: one process, whatever its threads do.
   leader-exit: the main thread ends half a second before the others, the process ends with 6;
   exec: another thread executes, then the process (same number) ends with 5. */
#include "wl.h"
#include <pthread.h>

static int mode_churn;

static void *worker(void *unused)
{
    (void)unused;
    for (int i = 0; mode_churn && i < 5; i++) {
        pthread_t t;
        if (pthread_create(&t, NULL, (void *(*)(void *))sync, NULL) == 0)
            pthread_join(t, NULL);
    }
    wl_ms(300);
    return NULL;
}

static void *last(void *unused)
{
    (void)unused;
    wl_ms(500);
    if (fork() == 0) {                          /* the leader has ended; the process forks on */
        wl_child("child of a headless process");
        wl_exit(12);
    }
    wait(NULL);
    wl_status(getpid(), wl_start_of(0), 6 << 8, "self");
    _exit(6);
}

static void *executor(void *unused)
{
    (void)unused;
    wl_ms(100);
    wl_status(getpid(), wl_start_of(0), 5 << 8, "self");
    execl("/bin/sh", "sh", "-c", "sleep 0.2; exit 5", (char *)NULL);
    _exit(70);
}

int main(int argc, char **argv)
{
    const char *mode = argc > 1 ? argv[1] : "plain";
    long count = wl_arg(argc, argv, "--threads", 200);
    pthread_attr_t attr;
    pthread_t t, *all = calloc(count, sizeof *all);
    mode_churn = !strcmp(mode, "churn");
    wl_begin("root");
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, 65536);
    if (!strcmp(mode, "leader-exit")) {
        if (pthread_create(&t, &attr, last, NULL))
            wl_exit(71);
        wl_ready();
        syscall(SYS_exit, 9);
    }
    for (long i = 0; i < count; i++)
        if (pthread_create(&all[i], &attr, worker, NULL))
            wl_exit(71);
    wl_ready();
    if (!strcmp(mode, "exec") && pthread_create(&t, &attr, executor, NULL))
        wl_exit(71);
    for (long i = 0; i < count; i++)
        pthread_join(all[i], NULL);
    if (!strcmp(mode, "exec"))
        wl_wait_end();
    wl_exit(4);
}
