#include "tests/support/tree_text.h"

#include "tests/support/fake_clock.h"
#include "tests/support/text_words.h"

#include <algorithm>
#include <map>
#include <vector>

#include <fmt/format.h>

namespace tw {

namespace {

/// One line of the text, read.
struct Row
{
    std::optional<ProcessKey> parent{};
    Pid pid{};
    std::string name{};
    bool ended{false};
    bool endsLate{false};
    std::optional<WaitStatus> status{};
};

std::string lineOf(const Process& process)
{
    std::string status = "running";
    if (!process.isAlive()) {
        status = process.status ? process.status->text() : "unknown";
    }
    return fmt::format("{} {} {} {}{}{}\n",
                       process.key.value,
                       process.name,
                       process.pid.value,
                       status,
                       process.orphaned ? " orphaned" : "",
                       process.leaked ? " leaked" : "");
}

Result<std::map<ProcessKey, Row>> readRows(std::string_view text)
{
    std::map<ProcessKey, Row> rows;
    std::vector<ProcessKey> path;
    for (const std::string& line : splitLines(text)) {
        const auto words = splitWords(line);
        const std::size_t depth = line.find_first_not_of(' ') / 2;
        if (words.size() < 4 || depth > path.size()) {
            return failure("read the tree line '" + line + "'");
        }
        path.resize(depth);
        const ProcessKey key{std::stoull(words[0])};
        Row row;
        row.name = words[1];
        row.pid = Pid{std::stoi(words[2])};
        row.ended = words[3] != "running";
        row.endsLate = words.back() == "orphaned" || words.back() == "leaked";
        row.status = parseStatus(words, 3);
        if (!path.empty()) {
            row.parent = path.back();
        }
        rows.emplace(key, row);
        path.push_back(key);
    }
    return rows;
}

std::vector<TreeEvent> eventsOf(const std::map<ProcessKey, Row>& rows, TrackingMode tracking)
{
    std::vector<TreeEvent> events;
    std::uint64_t launches = 0;
    for (const auto& [key, row] : rows) {
        if (row.parent) {
            events.emplace_back(Forked{key, row.pid, *row.parent});
        } else {
            Launched launched;
            launched.launch = LaunchId{++launches};
            launched.key = key;
            launched.pid = row.pid;
            launched.command = {row.name};
            launched.tracking = tracking;
            events.emplace_back(launched);
        }
        events.emplace_back(Renamed{key, row.name});
    }
    const auto addEnds = [&](bool late) {
        for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
            if (row->second.ended && row->second.endsLate == late) {
                events.emplace_back(Exited{row->first, row->second.status, {}, {}});
            }
        }
    };
    addEnds(false);
    addEnds(true);
    return events;
}

} // namespace

std::string treeText(const ProcessTree& tree)
{
    std::string text;
    for (const auto& [id, launch] : tree.launches()) {
        std::vector<std::pair<ProcessKey, std::size_t>> open{{launch.root, 0}};
        while (!open.empty()) {
            const auto [key, depth] = open.back();
            open.pop_back();
            const Process& process = *tree.find(key);
            text += std::string(2 * depth, ' ') + lineOf(process);
            for (auto child = process.children.rbegin(); child != process.children.rend();
                 ++child) {
                open.emplace_back(*child, depth + 1);
            }
        }
    }
    return text;
}

Result<ProcessTree> parseTree(std::string_view text, TrackingMode tracking)
{
    const auto rows = readRows(text);
    if (!rows) {
        return tl::unexpected{rows.error()};
    }
    ProcessTree tree;
    Time time = FakeClock::kStart;
    for (const TreeEvent& event : eventsOf(*rows, tracking)) {
        if (auto applied = tree.apply(time, event); !applied) {
            return tl::unexpected{applied.error()};
        }
        time += std::chrono::milliseconds{1};
    }
    return tree;
}

} // namespace tw
