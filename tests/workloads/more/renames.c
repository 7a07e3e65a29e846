/* renames [--count 150]: executes itself again and again under lying names, then runs from a deleted file. Ends with 11. */
#include "wl.h"

int main(int argc, char **argv)
{
    static const char *const names[] = { ") R 1 1 1 (x", "a b)c", "\xff\xfe", "<b>no</b>", "" };
    long left = wl_arg(argc, argv, "--left", -1);
    char number[30], self[300];
    int fd;
    if (left < 0) {
        wl_begin("root");
        wl_ready();
        left = wl_arg(argc, argv, "--count", 150);
    } else
        wl_arm();
    prctl(PR_SET_NAME, names[left % 5]);
    if (left == 0) {
        wl_status(getpid(), wl_start_of(0), 11 << 8, "self");
        wl_ms(300);
        _exit(11);
    }
    snprintf(number, sizeof number, "%ld", left - 1);
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    self[n > 0 ? n : 0] = 0;
    char *next[] = { (char *)names[left % 5], "--left", number, NULL };
    fd = left == 1 ? memfd_create("nameless", MFD_CLOEXEC) : -1;
    if (fd >= 0) {
        static char b[1 << 16];
        int from = open(self, O_RDONLY | O_CLOEXEC);
        for (ssize_t k; (k = read(from, b, sizeof b)) > 0;)
            wl_write_all(fd, b, k);
        fexecve(fd, next, environ);
    }
    execv(self, next);
    wl_exit(70);
}
