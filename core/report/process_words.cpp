#include "core/report/process_words.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace tw {

namespace {

std::string_view lastPart(std::string_view path)
{
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string quoted(const std::string& argument)
{
    constexpr std::string_view kPlain
        = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
          "%+,-./:=@_{}";
    if (!argument.empty() && argument.find_first_not_of(kPlain) == std::string::npos) {
        return argument;
    }
    std::string text = "'";
    for (const char character : argument) {
        text += character == '\'' ? std::string{"'\\''"} : std::string(1, character);
    }
    return text + "'";
}

} // namespace

std::string processName(const Process& process)
{
    if (!process.name.empty()) {
        return process.name;
    }
    if (!process.command || process.command->empty()) {
        return std::string{lastPart(process.executable)};
    }
    return std::string{lastPart(process.command->front())};
}

std::string processTitle(const Process& process)
{
    return fmt::format("{} {}", processName(process), process.pid.value);
}

std::string countOf(std::size_t count, std::string_view one, std::string_view many)
{
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string commandLine(const std::vector<std::string>& command)
{
    std::string line;
    for (const std::string& argument : command) {
        line += (line.empty() ? "" : " ") + quoted(argument);
    }
    return line;
}

std::vector<std::string> describeHolders(const ProcessTree& tree,
                                         const std::vector<StreamEnded>& ended)
{
    // Of a process of the tree, streams in the order of the list.
    std::map<ProcessKey, std::string> streams;
    for (const StreamEnded& one : ended) {
        const Launch* launch = tree.find(one.launch);
        for (const ProcessKey key :
             launch != nullptr ? launch->members : std::vector<ProcessKey>{}) {
            const Process& process = *tree.find(key);
            const bool holds
                = std::find(one.heldBy.begin(), one.heldBy.end(), process.pid) != one.heldBy.end();
            if (holds && process.isAlive()) {
                std::string& names = streams[key];
                names += (names.empty() ? "" : " and ") + std::string{streamName(one.stream)};
            }
        }
    }
    std::vector<std::string> sentences;
    sentences.reserve(streams.size());
    for (const auto& [key, names] : streams) {
        sentences.push_back(fmt::format("{} still holds {}: its next write there fails (SIGPIPE)",
                                        processTitle(*tree.find(key)),
                                        names));
    }
    return sentences;
}

std::string placeText(const Frame& frame)
{
    std::string text{frame.file.empty() ? std::string_view{"?"} : lastPart(frame.file)};
    if (frame.line) {
        text += fmt::format(":{}", *frame.line);
    }
    return frame.function.empty() ? text : text + " in " + frame.function;
}

} // namespace tw
