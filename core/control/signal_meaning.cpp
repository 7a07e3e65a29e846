#include "core/control/signal_meaning.h"

#include <csignal>

namespace tw {

bool isMeantToEnd(SignalNumber signal)
{
    switch (signal.value) {
    case SIGHUP:
    case SIGINT:
    case SIGQUIT:
    case SIGILL:
    case SIGTRAP:
    case SIGABRT:
    case SIGBUS:
    case SIGFPE:
    case SIGKILL:
    case SIGSEGV:
    case SIGTERM:
    case SIGXCPU:
    case SIGXFSZ:
    case SIGSYS:
        return true;
    default:
        return false;
    }
}

bool needsContinue(SignalNumber signal)
{
    return isMeantToEnd(signal) && signal.value != SIGKILL;
}

} // namespace tw
