#include "ui/models/launch_title.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace tw {
namespace {

constexpr std::array<std::string_view, 8> kInterpreters{
    "python", "node", "ruby", "perl", "bash", "sh", "dash", "zsh"};

std::string_view fileName(std::string_view path)
{
    return path.substr(path.rfind('/') + 1);
}

bool isInterpreter(std::string_view program)
{
    // "python3.11" is python.
    const std::size_t end = program.find_first_of("0123456789.");
    const std::string_view base = program.substr(0, end);
    return std::find(kInterpreters.begin(), kInterpreters.end(), base) != kInterpreters.end();
}

} // namespace

QString commandTitle(const std::vector<std::string>& command)
{
    if (command.empty())
        return {};
    std::string_view title = fileName(command.front());
    if (isInterpreter(title)) {
        // The first argument after the options without values (-u, -B); `-c` and `-m` end the look.
        for (std::size_t at = 1; at < command.size(); ++at) {
            const std::string_view argument = command[at];
            if (argument == "-c" || argument == "-m")
                break;
            if (!argument.empty() && argument.front() != '-') {
                title = fileName(argument);
                break;
            }
        }
    }
    return QString::fromUtf8(title.data(), static_cast<qsizetype>(title.size()));
}

QString launchTitle(const ProcessTree& tree, LaunchId launch)
{
    const Launch* found = tree.find(launch);
    return found == nullptr ? QString() : commandTitle(found->command);
}

QString processTitle(const ProcessTree& tree, ProcessKey key)
{
    const Process* process = tree.find(key);
    if (process == nullptr)
        return {};
    const QString name = process->command ? commandTitle(*process->command)
                                          : QString::fromStdString(process->name);
    return name + u' ' + QString::number(process->pid.value);
}

} // namespace tw
