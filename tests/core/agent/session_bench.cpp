#include "tests/core/agent/session_bench.h"

#include "tests/support/child_check.h"
#include "tests/support/child_signal.h"

#include <QCoreApplication>
#include <QDeadlineTimer>

#include <fcntl.h>
#include <unistd.h>

namespace tw {

using namespace std::chrono_literals;

namespace {

constexpr int kDeadline = 20'000;

// Before main(), so that Qt Test's own thread inherits it.
[[maybe_unused]] const bool kBlocksChildSignal = (blockChildSignal(), true);

std::string wordOf(const Event& event)
{
    if (bodyOf<Launched>(event) != nullptr) {
        return "launched";
    }
    if (bodyOf<Executed>(event) != nullptr) {
        return "executed";
    }
    if (bodyOf<OutputGrew>(event) != nullptr) {
        return "output";
    }
    if (bodyOf<TraceFound>(event) != nullptr) {
        return "trace";
    }
    if (const auto* exited = bodyOf<Exited>(event)) {
        return exited->status ? exited->status->text() : "ended";
    }
    if (const auto* finished = bodyOf<LaunchFinished>(event)) {
        return "finished " + (finished->status ? finished->status->text() : "unknown");
    }
    return {};
}

} // namespace

SessionBench::SessionBench(TrackingChoice tracking, bool cgroups)
    : loop(EventLoop::open(clock).value())
{
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC) != 0) {
        qFatal("cannot make a pipe");
    }
    inputEnd.reset(ends[0]);
    input.reset(ends[1]);
    SessionOptions options;
    options.tracking = tracking;
    options.cgroups = cgroups;
    session = Session::open(*loop,
                            clock,
                            SessionDirectory::create(folder.path().toStdString()).value(),
                            std::move(options))
                  .value();
    session->events().subscribe([this](const Event& event) { events.push_back(event); });
}

SessionBench::~SessionBench()
{
    endInput();
    if (session != nullptr && !turnUntil([] { return childCount() == 0; })) {
        qFatal("a child is left");
    }
}

LaunchId SessionBench::launch(std::vector<std::string> argv,
                              std::vector<EnvironmentChange> environment)
{
    LaunchCommand command;
    command.argv = std::move(argv);
    command.environment = std::move(environment);
    const auto launched = session->launch(command, LaunchStreams{inputEnd.get(), nullptr, nullptr});
    if (!launched) {
        qFatal("cannot %s", launched.error().message.c_str());
    }
    return *launched;
}

LaunchId SessionBench::launchChild(std::vector<std::string> words)
{
    words.insert(words.begin(), testchildPath());
    return launch(std::move(words));
}

LaunchId SessionBench::launchShell(const std::string& script)
{
    return launch({"/bin/sh", "-c", script});
}

bool SessionBench::turnUntil(const std::function<bool()>& isDone)
{
    const QDeadlineTimer deadline{kDeadline};
    while (!isDone()) {
        if (deadline.hasExpired()) {
            return false;
        }
        loop->turn(20ms);
    }
    return true;
}

bool SessionBench::turnUntilFinished(LaunchId launch)
{
    return turnUntil([&] {
        const Launch* known = session->tree().find(launch);
        return known != nullptr && known->finished.has_value();
    });
}

bool SessionBench::turnUntilOutput(std::string_view text, int times, LaunchId launch)
{
    return turnUntil([&] {
        const std::string all = output(launch);
        int found = 0;
        for (auto at = all.find(text); at != std::string::npos; at = all.find(text, at + 1)) {
            ++found;
        }
        return found >= times;
    });
}

std::string SessionBench::output(LaunchId launch)
{
    std::string text;
    for (const Line& line : session->lines(launch, 0, 1000)) {
        text += line.bytes + "\n";
    }
    return text;
}

std::string SessionBench::story() const
{
    std::string story;
    std::string last;
    for (const Event& event : events) {
        const std::string word = wordOf(event);
        if (!word.empty() && word != last) {
            story += (story.empty() ? "" : ", ") + word;
            last = word;
        }
    }
    return story;
}

std::string testchildPath()
{
    return QCoreApplication::applicationDirPath().toStdString() + "/testchild";
}

} // namespace tw
