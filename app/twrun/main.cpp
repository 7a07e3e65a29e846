#include "app/twrun/attach_run.h"
#include "app/twrun/options.h"
#include "app/twrun/run_files.h"
#include "app/twrun/tree_run.h"
#include "core/agent/session.h"
#include "core/journal/session_directory.h"
#include "core/kernel/inheritance.h"
#include "core/kernel/own_process.h"
#include "core/kernel/signal_fd.h"
#include "core/report/summary.h"

#include <csignal>
#include <cstdio>

#include <fmt/format.h>

namespace tw {

namespace {

constexpr int kOwnFailure = 125;

int complain(const Options& options, const std::string& message, int status = kOwnFailure)
{
    if (options.verbosity != Verbosity::Quiet || status == kOwnFailure) {
        fmt::print(stderr, "twrun: cannot {}\n", message);
    }
    return status;
}

/// What stays ignored cannot end or stop us: SIGHUP under nohup(1).
std::vector<SignalNumber> signalsToRead(bool keepsHangup)
{
    std::vector<SignalNumber> signals{{SIGINT}, {SIGTERM}, {SIGQUIT}, {SIGUSR2}, {SIGWINCH}};
    if (!keepsHangup) {
        signals.push_back({SIGHUP});
    }
    if (!isIgnored({SIGTSTP})) {
        signals.push_back({SIGTSTP});
    }
    return signals;
}

/// Everything that a run needs, opened.
struct Stage
{
    const Options& options;
    const Clock& clock;
    EventLoop& loop;
    Session& session;
    SignalFd& signals;
    RunFiles& files;
    RunOutput& output;
};

/// Nothing runs: the report says why, and so does a line.
int endUnstarted(const Stage& stage, const std::string& why, int status)
{
    stage.files.launchFailed({stage.clock.now(),
                              stage.options.command,
                              workingDirectory().value_or(""),
                              "cannot " + why});
    if (const auto finished = stage.files.finish(); !finished) {
        complain(stage.options, finished.error().message);
    }
    return complain(stage.options, why, status);
}

int endRun(const Stage& stage, int status)
{
    if (stage.options.verbosity == Verbosity::Summary) {
        fmt::print(stderr, "{}", summaryText(stage.files.record()));
    }
    if (const auto finished = stage.files.finish(); !finished) {
        return complain(stage.options, finished.error().message);
    }
    return status;
}

int runCommand(const Stage& stage)
{
    TreeRun run{{stage.options, stage.loop, stage.session, stage.output, stage.files},
                stage.signals};
    if (const auto started = run.start(); !started) {
        return endUnstarted(stage, started.error().message, started.error().exitCode());
    }
    run.waitForEnd();
    return endRun(stage, run.exitStatus());
}

int watchProcess(const Stage& stage)
{
    AttachRun run{stage.options, stage.loop, stage.session, stage.signals, stage.output};
    if (const auto started = run.start(); !started) {
        return endUnstarted(stage, started.error().message, kOwnFailure);
    }
    run.waitForEnd();
    return endRun(stage, run.exitStatus());
}

/// Everything that must be there before a command is started; then the command, to its end.
int run(const Options& options)
{
    ignoreWriteSignals();
    const bool keepsHangup = isIgnored(SignalNumber{SIGHUP});
    auto signals = SignalFd::open(signalsToRead(keepsHangup));
    const SystemClock clock;
    auto loop = EventLoop::open(clock);
    auto files = RunFiles::open(options);
    auto directory = options.session ? SessionDirectory::create(*options.session)
                                     : SessionDirectory::createTemporary();
    auto output = loop ? RunOutput::open(**loop, options.workers.value_or(1), options.verbosity)
                       : tl::unexpected{loop.error()};
    const Error* none = nullptr;
    for (const Error* error : {signals ? none : &signals.error(),
                               loop ? none : &loop.error(),
                               output ? none : &output.error(),
                               files ? none : &files.error(),
                               directory ? none : &directory.error()}) {
        if (error != nullptr) {
            return complain(options, error->message);
        }
    }
    SessionOptions sessionOptions;
    sessionOptions.tracking = options.tracking;
    sessionOptions.openFilesLimit = raiseOpenFilesLimit();
    if (keepsHangup) {
        sessionOptions.keepIgnored.push_back(SignalNumber{SIGHUP});
    }
    auto session = Session::open(**loop, clock, std::move(*directory), std::move(sessionOptions));
    if (!session) {
        return complain(options, session.error().message);
    }
    (*files)->follow((*session)->events());
    const Stage stage{options, clock, **loop, **session, *signals, **files, **output};
    return options.attach ? watchProcess(stage) : runCommand(stage);
}

} // namespace

} // namespace tw

int main(int argc, char** argv)
{
    const auto options = tw::parseOptions(argc, argv);
    if (!options) {
        const auto& [status, text] = options.error();
        fmt::print(status == 0 ? stdout : stderr, "{}", text);
        return status;
    }
    return tw::run(*options);
}
