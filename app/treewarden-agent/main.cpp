#include "core/agent/agent_server.h"
#include "core/agent/session.h"
#include "core/agent/session_id.h"
#include "core/journal/session_directory.h"
#include "core/kernel/inheritance.h"
#include "core/kernel/own_process.h"

#include <cstdio>
#include <string>
#include <variant>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace tw {

namespace {

/// The words of the command line.
struct Words
{
    bool stdio{false};
    std::string tracking{"auto"};
    std::string session{};
};

int fail(const std::string& message)
{
    fmt::print(stderr, "treewarden-agent: cannot {}\n", message);
    return 1;
}

bool isFinish(const Event& event)
{
    const auto* treeEvent = std::get_if<TreeEvent>(&event.body);
    return treeEvent != nullptr && std::holds_alternative<LaunchFinished>(*treeEvent);
}

/// Ends the loop once there is no client and nothing left to record.
class Keeper
{
public:
    Keeper(EventLoop& loop, Session& session) : m_loop(loop), m_session(session)
    {
        session.events().subscribe([this](const Event& event) {
            if (isFinish(event)) {
                check();
            }
        });
    }

    void clientGone()
    {
        m_hasClient = false;
        check();
    }

private:
    void check()
    {
        if (!m_hasClient && !m_session.isBusy()) {
            m_loop.quit();
        }
    }

    EventLoop& m_loop;
    Session& m_session;
    bool m_hasClient{true};
};

Result<SessionDirectory> sessionDirectory(const Words& words, const Clock& clock)
{
    if (!words.session.empty()) {
        return SessionDirectory::create(words.session);
    }
    return SessionDirectory::statePath(newSessionId(clock.now(), ownPid()))
        .and_then(SessionDirectory::create);
}

int serve(const Words& words)
{
    ignoreWriteSignals();
    // The protocol has these two to itself: what anybody prints by mistake goes nowhere.
    auto channel = takeStandardChannel();
    const SystemClock clock;
    auto loop = EventLoop::open(clock);
    auto directory = sessionDirectory(words, clock);
    if (!channel || !loop || !directory) {
        return fail(!channel ? channel.error().message
                    : !loop  ? loop.error().message
                             : directory.error().message);
    }
    SessionOptions options;
    options.openFilesLimit = raiseOpenFilesLimit();
    options.tracking = words.tracking == "exact"     ? TrackingChoice::Exact
                       : words.tracking == "sampled" ? TrackingChoice::Sampled
                                                     : TrackingChoice::Auto;
    auto session = Session::open(**loop, clock, std::move(*directory), std::move(options));
    if (!session) {
        return fail(session.error().message);
    }
    (*session)->onWarning(
        [](const std::string& text) { fmt::print(stderr, "treewarden-agent: {}\n", text); });
    Keeper keeper{**loop, **session};
    AgentServer server{**loop,
                       **session,
                       std::move(channel->input),
                       std::move(channel->output),
                       [&](const std::string&) { keeper.clientGone(); }};
    if (const auto started = server.start(); !started) {
        return fail(started.error().message);
    }
    (*loop)->run();
    return 0;
}

} // namespace

} // namespace tw

int main(int argc, char** argv)
{
    tw::Words words;
    CLI::App app{"Launches and records process trees for treewarden. It speaks a binary protocol "
                 "on its standard\n"
                 "input and output; start treewarden instead."};
    app.add_flag("--stdio", words.stdio, "Speak the protocol on standard input and output")
        ->required();
    app.add_option("--tracking", words.tracking, "Kernel events where allowed, else scans of /proc")
        ->check(CLI::IsMember({"auto", "exact", "sampled"}));
    app.add_option("--session", words.session, "Record the session in this folder")
        ->type_name("DIR");
    app.set_version_flag("--version", std::string{"treewarden-agent "} + TREEWARDEN_VERSION);
    CLI11_PARSE(app, argc, argv);
    return tw::serve(words);
}
