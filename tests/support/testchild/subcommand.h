#pragma once

#include <span>
#include <string>

namespace tw::testchild {

/// What follows the name of the subcommand.
using Arguments = std::span<char* const>;

/// What the program exits with.
using Subcommand = int (*)(Arguments);

/// One word that main() knows.
struct Entry
{
    const char* name{nullptr};
    Subcommand run{nullptr};
    const char* help{nullptr};
};

std::span<const Entry> endings();
std::span<const Entry> escapes();
std::span<const Entry> inspections();
std::span<const Entry> signalUses();
std::span<const Entry> subjects();
std::span<const Entry> threads();
std::span<const Entry> trees();

/// The argument at `index` as a number, or `otherwise`.
int numberAt(Arguments arguments, std::size_t index, int otherwise);

/// Writes all of it to stdout with one write(2), so that readers never see half a line.
void say(const std::string& text);

/// Returns at the end of stdin: whoever started us closed it, or is gone. Gives up after a minute,
/// so that no failed test leaves anything behind.
void waitForEndOfInput();

} // namespace tw::testchild
