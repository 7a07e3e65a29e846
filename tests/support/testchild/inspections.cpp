// What a program was started with, as text.

#include "tests/support/testchild/subcommand.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <fstream>
#include <vector>

#include <dirent.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace tw::testchild {

namespace {

// Each open descriptor and what it is.
int printDescriptors(Arguments)
{
    DIR* folder = ::opendir("/proc/self/fd");
    std::vector<int> numbers;
    while (const dirent* entry = ::readdir(folder)) {
        if (entry->d_name[0] != '.' && std::atoi(entry->d_name) != ::dirfd(folder)) {
            numbers.push_back(std::atoi(entry->d_name));
        }
    }
    ::closedir(folder);
    std::sort(numbers.begin(), numbers.end());
    std::string text;
    for (const int number : numbers) {
        text += std::to_string(number) + "\n";
    }
    say(text);
    return 0;
}

// Ignored and blocked signals by number.
int printSignals(Arguments)
{
    sigset_t blocked{};
    ::sigprocmask(SIG_BLOCK, nullptr, &blocked);
    std::string ignoredText = "ignored:";
    std::string blockedText = "blocked:";
    for (int signal = 1; signal <= SIGRTMAX; ++signal) {
        struct sigaction action
        {};
        if (::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN) {
            ignoredText += " " + std::to_string(signal);
        }
        if (::sigismember(&blocked, signal) == 1) {
            blockedText += " " + std::to_string(signal);
        }
    }
    say(ignoredText + "\n" + blockedText + "\n");
    return 0;
}

int printIdentity(Arguments)
{
    const bool leadsGroup = ::getpgrp() == ::getpid();
    const bool leadsSession = ::getsid(0) == ::getpid();
    say(std::string{"group "} + (leadsGroup ? "own" : "inherited") + "\nsession "
        + (leadsSession ? "own" : "inherited") + "\n");
    return 0;
}

int printDirectory(Arguments)
{
    char* const path = ::get_current_dir_name();
    say(std::string{path} + "\n");
    std::free(path);
    return 0;
}

int printArguments(Arguments arguments)
{
    std::string text;
    for (const char* argument : arguments) {
        text += std::string{"["} + argument + "]\n";
    }
    say(text);
    return 0;
}

int printEnvironment(Arguments)
{
    std::string text;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        text += std::string{*variable} + "\n";
    }
    say(text);
    return 0;
}

int printLimit(Arguments)
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    say(std::to_string(limit.rlim_cur) + "\n");
    return 0;
}

int rename(Arguments arguments)
{
    ::prctl(PR_SET_NAME, arguments.empty() ? "renamed" : arguments[0]);
    say("ready\n");
    waitForEndOfInput();
    return 0;
}

constexpr std::array kEntries{
    Entry{"descriptors", &printDescriptors, "prints the numbers of its open descriptors"},
    Entry{"signals", &printSignals, "prints its ignored and blocked signals"},
    Entry{"identity", &printIdentity, "prints whether it leads its group and session"},
    Entry{"directory", &printDirectory, "prints its working directory"},
    Entry{"arguments", &printArguments, "ARG…: prints each in brackets"},
    Entry{"environment", &printEnvironment, "prints its environment"},
    Entry{"limit", &printLimit, "prints its soft limit of open files"},
    Entry{"rename", &rename, "NAME: changes its comm and holds"},
};

} // namespace

std::span<const Entry> inspections()
{
    return kEntries;
}

} // namespace tw::testchild
