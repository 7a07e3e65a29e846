#include "core/kernel/inheritance.h"

#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace tw {

namespace {

/// Moves a descriptor of ours out of the way and puts `replacement` there.
Result<UniqueFd> exchangeFd(int number, const UniqueFd& replacement)
{
    UniqueFd moved{::fcntl(number, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)};
    if (!moved.isOpen() || ::dup2(replacement.get(), number) < 0) {
        return systemError("take descriptor " + std::to_string(number));
    }
    const int flags = ::fcntl(moved.get(), F_GETFL);
    if (flags < 0 || ::fcntl(moved.get(), F_SETFL, flags | O_NONBLOCK) < 0) {
        return systemError("make descriptor " + std::to_string(number) + " non-blocking");
    }
    return moved;
}

} // namespace

bool isIgnored(SignalNumber signal)
{
    struct sigaction action
    {};
    return ::sigaction(signal.value, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

void ignoreWriteSignals()
{
    ::signal(SIGPIPE, SIG_IGN);
    ::signal(SIGXFSZ, SIG_IGN);
}

Result<std::string> workingDirectory()
{
    std::array<char, PATH_MAX> path{};
    if (::getcwd(path.data(), path.size()) != nullptr) {
        return std::string{path.data()};
    }
    if (errno == ENOENT) {
        return systemError("run anything from here: the working directory has been removed",
                           ENOENT);
    }
    return std::string{};
}

std::string ownHostName()
{
    std::array<char, HOST_NAME_MAX + 1> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

Result<UniqueFd> openNull()
{
    UniqueFd null{::open("/dev/null", O_RDWR | O_CLOEXEC)};
    if (!null.isOpen()) {
        return systemError("open /dev/null");
    }
    return null;
}

Result<StandardChannel> takeStandardChannel()
{
    if (::isatty(STDIN_FILENO) == 1 || ::isatty(STDOUT_FILENO) == 1) {
        return failure(
            "speak the protocol with a terminal; it is for treewarden, start that instead");
    }
    const auto null = openNull();
    if (!null) {
        return tl::unexpected{null.error()};
    }
    auto input = exchangeFd(STDIN_FILENO, *null);
    if (!input) {
        return tl::unexpected{input.error()};
    }
    auto output = exchangeFd(STDOUT_FILENO, *null);
    if (!output) {
        return tl::unexpected{output.error()};
    }
    return StandardChannel{std::move(*input), std::move(*output)};
}

} // namespace tw
