#include "core/kernel/spawn_plan.h"

#include <cerrno>
#include <string_view>
#include <utility>

#include <fcntl.h>

namespace tw {

namespace {

constexpr std::string_view kPathPrefix = "PATH=";
constexpr std::string_view kDefaultPath = "/bin:/usr/bin"; // confstr(3), _CS_PATH

std::vector<char*> pointersTo(const std::vector<std::string>& texts)
{
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    for (const std::string& text : texts) {
        pointers.push_back(const_cast<char*>(text.c_str())); // execve(2) does not write to them
    }
    pointers.push_back(nullptr);
    return pointers;
}

std::string_view searchPath(const std::vector<std::string>& environment)
{
    for (const std::string& variable : environment) {
        if (variable.starts_with(kPathPrefix)) {
            return std::string_view{variable}.substr(kPathPrefix.size());
        }
    }
    return kDefaultPath;
}

SpawnError prepareError(int code, std::string message)
{
    return SpawnError{SpawnStage::Prepare, code, {}, std::move(message)};
}

bool holdsNul(const std::vector<std::string>& texts)
{
    for (const std::string& text : texts) {
        if (text.find('\0') != std::string::npos) {
            return true;
        }
    }
    return false;
}

} // namespace

std::vector<std::string> findCandidates(const std::string& program,
                                        const std::vector<std::string>& environment)
{
    if (program.empty() || program.find('/') != std::string::npos) {
        return {program};
    }
    std::vector<std::string> candidates;
    std::string_view rest = searchPath(environment);
    for (;;) {
        const auto end = rest.find(':');
        const std::string_view folder = rest.substr(0, end);
        // An empty entry is the working directory, as POSIX has it.
        candidates.push_back(folder.empty() ? "./" + program : std::string{folder} + "/" + program);
        if (end == std::string_view::npos) {
            return candidates;
        }
        rest.remove_prefix(end + 1);
    }
}

tl::expected<SpawnPlan, SpawnError> SpawnPlan::make(const SpawnRequest& request)
{
    if (request.argv.empty()) {
        return tl::unexpected{prepareError(EINVAL, "start a command: it is empty")};
    }
    if (holdsNul(request.argv) || holdsNul(request.environment) || holdsNul({request.cwd})) {
        return tl::unexpected{prepareError(EINVAL,
                                           "start " + request.argv.front()
                                               + ": an argument or variable holds a NUL byte")};
    }
    SpawnPlan plan;
    plan.request = &request;
    plan.candidates = findCandidates(request.argv.front(), request.environment);
    plan.candidatePointers = pointersTo(plan.candidates);
    plan.argv = pointersTo(request.argv);
    plan.environment = pointersTo(request.environment);
    plan.cwd = request.cwd.empty() ? nullptr : request.cwd.c_str();
    for (const SignalNumber signal : request.keepIgnored) {
        if (signal.value >= 1 && signal.value <= kSignals) {
            plan.keepIgnored.set(static_cast<std::size_t>(signal.value));
        }
    }
    for (std::size_t stream = 0; stream < request.streams.size(); ++stream) {
        plan.sources[stream] = request.streams[stream];
        if (request.streams[stream] < 0 || request.streams[stream] > 2) {
            continue;
        }
        plan.m_moved[stream].reset(::fcntl(request.streams[stream], F_DUPFD_CLOEXEC, 3));
        plan.sources[stream] = plan.m_moved[stream].get();
        if (!plan.m_moved[stream].isOpen() && errno != EBADF) {
            return tl::unexpected{prepareError(
                errno, systemError("duplicate a standard stream: fcntl").value().message)};
        }
    }
    return plan;
}

} // namespace tw
