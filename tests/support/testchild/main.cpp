// The one program that tests start. Subcommands are lists in the other files of this folder.

#include "tests/support/testchild/subcommand.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include <poll.h>
#include <unistd.h>

namespace tw::testchild {

int numberAt(Arguments arguments, std::size_t index, int otherwise)
{
    return index < arguments.size() ? std::atoi(arguments[index]) : otherwise;
}

void say(const std::string& text)
{
    if (::write(STDOUT_FILENO, text.data(), text.size()) < 0) {
        std::perror("testchild: write");
    }
}

void waitForEndOfInput()
{
    constexpr int kMinute = 60'000;
    std::array<char, 256> bytes{};
    pollfd request{STDIN_FILENO, POLLIN, 0};
    while (::poll(&request, 1, kMinute) > 0
           && ::read(STDIN_FILENO, bytes.data(), bytes.size()) > 0) {
    }
}

} // namespace tw::testchild

int main(int count, char** words)
{
    using namespace tw::testchild;
    const std::array lists{
        endings(), escapes(), inspections(), signalUses(), subjects(), threads(), trees()};
    const std::string_view name = count > 1 ? words[1] : "";
    for (const auto& list : lists) {
        for (const Entry& entry : list) {
            if (name == entry.name) {
                return entry.run({words + 2, static_cast<std::size_t>(count - 2)});
            }
        }
    }
    for (const auto& list : lists) {
        for (const Entry& entry : list) {
            std::printf("testchild %-24s %s\n", entry.name, entry.help);
        }
    }
    return 125;
}
