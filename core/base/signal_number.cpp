#include "core/base/signal_number.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <csignal>
#include <cstring>
#include <optional>
#include <utility>

namespace tw {

namespace {

constexpr std::string_view kAfterFirstRealTime = "RTMIN+";
constexpr std::string_view kBeforeLastRealTime = "RTMAX-";

/// Second names of signal(7) that the C library does not list.
constexpr std::array<std::pair<std::string_view, int>, 3> kAliases{
    {{"IO", SIGIO}, {"IOT", SIGABRT}, {"CLD", SIGCHLD}}};

const char* abbreviation(int number)
{
    // glibc 2.36 reads one past its table when asked for NSIG itself.
    return number > 0 && number < NSIG ? ::sigabbrev_np(number) : nullptr;
}

std::optional<int> parseNumber(std::string_view digits)
{
    int value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{} || end != digits.data() + digits.size()) {
        return std::nullopt;
    }
    return value;
}

std::optional<int> findRealTime(std::string_view name)
{
    const bool fromFirst = name.starts_with(kAfterFirstRealTime);
    if (!fromFirst && !name.starts_with(kBeforeLastRealTime)) {
        return std::nullopt;
    }
    const auto offset = parseNumber(name.substr(kAfterFirstRealTime.size()));
    if (!offset || *offset < 0 || *offset > SIGRTMAX - SIGRTMIN) {
        return std::nullopt;
    }
    return fromFirst ? SIGRTMIN + *offset : SIGRTMAX - *offset;
}

std::optional<int> findByName(std::string_view name)
{
    for (int number = 1; number < NSIG; ++number) {
        const char* known = abbreviation(number);
        if (known != nullptr && name == known) {
            return number;
        }
    }
    for (const auto& [alias, number] : kAliases) {
        if (name == alias) {
            return number;
        }
    }
    if (name == "RTMIN" || name == "RTMAX") {
        return name == "RTMIN" ? SIGRTMIN : SIGRTMAX;
    }
    const auto realTime = findRealTime(name);
    return realTime ? realTime : parseNumber(name);
}

} // namespace

std::string SignalNumber::name() const
{
    if (const char* known = abbreviation(value); known != nullptr) {
        return std::string{"SIG"} + known;
    }
    if (value >= SIGRTMIN && value <= SIGRTMAX) {
        return value == SIGRTMIN ? "SIGRTMIN" : "SIGRTMIN+" + std::to_string(value - SIGRTMIN);
    }
    return "signal " + std::to_string(value);
}

Result<SignalNumber> SignalNumber::parse(std::string_view text)
{
    std::string name{text};
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) {
        return static_cast<char>(std::toupper(c));
    });
    for (const std::string_view prefix : {"SIGNAL ", "SIG"}) {
        if (name.starts_with(prefix)) {
            name.erase(0, prefix.size());
            break;
        }
    }
    const auto number = findByName(name);
    if (!number || *number < 1 || *number > SIGRTMAX) {
        return failure("read '" + std::string{text} + "' as a signal: no signal has that name");
    }
    return SignalNumber{*number};
}

} // namespace tw
