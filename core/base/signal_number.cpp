#include "core/base/signal_number.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <csignal>
#include <cstring>
#include <optional>

namespace tw {

namespace {

constexpr std::string_view kRealTimePrefix = "RTMIN+";

std::optional<int> parseNumber(std::string_view digits)
{
    int value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{} || end != digits.data() + digits.size()) {
        return std::nullopt;
    }
    return value;
}

std::optional<int> findByName(std::string_view name)
{
    for (int number = 1; number < NSIG; ++number) {
        const char* known = ::sigabbrev_np(number);
        if (known != nullptr && name == known) {
            return number;
        }
    }
    if (name == "RTMIN") {
        return SIGRTMIN;
    }
    if (name.starts_with(kRealTimePrefix)) {
        const auto offset = parseNumber(name.substr(kRealTimePrefix.size()));
        return offset && *offset >= 0 ? std::optional{SIGRTMIN + *offset} : std::nullopt;
    }
    return parseNumber(name);
}

} // namespace

std::string SignalNumber::name() const
{
    if (const char* known = ::sigabbrev_np(value); known != nullptr) {
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
    if (name.starts_with("SIG")) {
        name.erase(0, 3);
    }
    const auto number = findByName(name);
    if (!number || *number < 1 || *number > SIGRTMAX) {
        return failure("read '" + std::string{text} + "' as a signal: no signal has that name");
    }
    return SignalNumber{*number};
}

} // namespace tw
