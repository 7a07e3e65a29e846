#include "ui/models/worker_name.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <string_view>

namespace tw {

namespace {

/// How the program text behind `python -c` begins.
struct Pattern
{
    std::string_view start{};
    const char* name{};
};

constexpr const char* kForkServer = QT_TRANSLATE_NOOP("tw::WorkerName", "fork server");

// multiprocessing/spawn.py, forkserver.py and resource_tracker.py; execnet/gateway_io.py.
constexpr std::array<Pattern, 4> kPatterns{
    {{"from multiprocessing.spawn import spawn_main; spawn_main(",
      QT_TRANSLATE_NOOP("tw::WorkerName", "spawn worker")},
     {"from multiprocessing.forkserver import main; main(", kForkServer},
     {"from multiprocessing.resource_tracker import main;main(",
      QT_TRANSLATE_NOOP("tw::WorkerName", "resource tracker")},
     {"import sys;exec(eval(sys.stdin.readline()))",
      QT_TRANSLATE_NOOP("tw::WorkerName", "execnet worker")}}};

bool isPython(std::string_view program)
{
    return program.substr(program.rfind('/') + 1).substr(0, 6) == "python";
}

const char* patternName(const std::vector<std::string>& command)
{
    const auto option = std::find(command.begin(), command.end(), "-c");
    if (command.empty() || !isPython(command.front()) || option == command.end()
        || std::next(option) == command.end()) {
        return nullptr;
    }
    const std::string_view program = *std::next(option);
    const auto found
        = std::find_if(kPatterns.begin(), kPatterns.end(), [program](const Pattern& pattern) {
              return program.substr(0, pattern.start.size()) == pattern.start;
          });
    return found == kPatterns.end() ? nullptr : found->name;
}

} // namespace

QString workerName(const std::vector<std::string>& command,
                   const std::vector<std::string>* parentCommand)
{
    const char* name = patternName(command);
    if (name == nullptr) {
        return {};
    }
    if (parentCommand != nullptr && *parentCommand == command) {
        name = name == kForkServer ? QT_TRANSLATE_NOOP("tw::WorkerName", "fork server worker")
                                   : nullptr;
    }
    return name == nullptr ? QString{} : QCoreApplication::translate("tw::WorkerName", name);
}

} // namespace tw
