#include "core/wire/wire_check.h"

#include "core/wire/codec.h"

#include <cerrno>
#include <limits>
#include <string>

namespace tw {

namespace {

constexpr std::uint64_t kLongestWait = 1'000'000'000'000; // ms: as parseDuration() allows
constexpr std::uint32_t kLargestSignal = 127;             // what a wait status has room for

} // namespace

void WireCheck::require(bool holds, std::string_view what)
{
    if (!holds && !m_error) {
        m_error = Error{EBADMSG, "read a message: " + std::string{what}};
    }
}

void WireCheck::foundUnknown(std::string_view what)
{
    if (!m_error) {
        m_error = Error{EOPNOTSUPP, "read a message: unknown " + std::string{what}};
    }
}

bool isUnknownKind(const Error& error)
{
    return error.code == EOPNOTSUPP;
}

Pid WireCheck::pid(std::uint32_t number)
{
    require(number <= std::numeric_limits<int>::max(), "a pid is out of range");
    return Pid{static_cast<int>(number & std::numeric_limits<int>::max())};
}

SignalNumber WireCheck::signal(std::uint32_t number)
{
    require(number >= 1 && number <= kLargestSignal, "a signal is out of range");
    return SignalNumber{static_cast<int>(number & kLargestSignal)};
}

std::chrono::milliseconds WireCheck::wait(std::uint64_t count)
{
    require(count <= kLongestWait, "the wait of a step is out of range");
    return std::chrono::milliseconds{count <= kLongestWait ? count : 0};
}

std::chrono::nanoseconds WireCheck::cpuTime(std::uint64_t count)
{
    constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
    require(count <= kMost, "a CPU time is out of range");
    return std::chrono::nanoseconds{count & kMost};
}

} // namespace tw
