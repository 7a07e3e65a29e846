#pragma once

#include "core/agent/session.h"

#include <QTemporaryDir>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tw {

/// A session on a loop of its own, in a folder of its own, that remembers all events. Launches real
/// processes, with a pipe as their stdin: what holds until the end of its input ends with it.
class SessionBench
{
public:
    explicit SessionBench(TrackingChoice tracking = TrackingChoice::Auto, bool cgroups = true);
    SessionBench(const SessionBench&) = delete;
    SessionBench& operator=(const SessionBench&) = delete;
    /// Ends the input and waits until no child is left.
    ~SessionBench();

    LaunchId launch(std::vector<std::string> argv, std::vector<EnvironmentChange> environment = {});
    LaunchId launchChild(std::vector<std::string> words);
    LaunchId launchShell(const std::string& script);

    /// Turns the loop until `isDone`; false after a deadline.
    bool turnUntil(const std::function<bool()>& isDone);
    bool turnUntilFinished(LaunchId launch = LaunchId{1});
    /// Until the lines of a launch hold `text` as often as asked.
    bool turnUntilOutput(std::string_view text, int times = 1, LaunchId launch = LaunchId{1});

    void endInput() { input.reset(); }

    /// What a launch wrote, lines of both streams in order of arrival.
    [[nodiscard]] std::string output(LaunchId launch = LaunchId{1});

    /// The events of a launch's life, a word or two each, without those whose number or order is
    /// the kernel's affair: "launched, executed, output, exit 3, finished exit 3".
    [[nodiscard]] std::string story() const;

    /// Bodies of one kind, in order.
    template <typename Body>
    [[nodiscard]] std::vector<Body> all() const;

    QTemporaryDir folder{};
    SystemClock clock{};
    std::unique_ptr<EventLoop> loop;
    UniqueFd inputEnd{};
    UniqueFd input{};
    std::vector<Event> events{};
    std::unique_ptr<Session> session;
};

/// The program with the subcommands of tests/support/testchild.
[[nodiscard]] std::string testchildPath();

/// Picks a body of one kind out of an event.
template <typename Body>
struct BodyPicker
{
    template <typename Other>
    const Body* operator()(const Other&) const
    {
        return nullptr;
    }
    const Body* operator()(const Body& body) const { return &body; }
    const Body* operator()(const TreeEvent& event) const { return std::visit(*this, event); }
};

/// The body of an event as `Body`, or nullptr.
template <typename Body>
const Body* bodyOf(const Event& event)
{
    return std::visit(BodyPicker<Body>{}, event.body);
}

template <typename Body>
std::vector<Body> SessionBench::all() const
{
    std::vector<Body> found;
    for (const Event& event : events) {
        if (const auto* body = bodyOf<Body>(event)) {
            found.push_back(*body);
        }
    }
    return found;
}

} // namespace tw
