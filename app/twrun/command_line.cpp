#include "app/twrun/command_line.h"

#include <algorithm>
#include <memory>

#include <CLI/CLI.hpp>

namespace tw {

namespace {

constexpr int kOwnFailure = 125;

/// CLI11 would name the path that it was called by, and leave out the command.
class UsageFormatter final : public CLI::Formatter
{
public:
    UsageFormatter() { column_width(34); }

    std::string make_usage(const CLI::App*, std::string) const override
    {
        return "Usage: twrun [OPTIONS] [--] COMMAND [ARG...]\n"
               "       twrun --attach PID [OPTIONS]\n";
    }
};

void describeTexts(CLI::App& app)
{
    app.description(
        "Runs COMMAND, keeps a record of every process that descends from it, passes its output\n"
        "through unchanged, and leaves nothing of the tree behind.");
    app.footer(
        "DURATION: 250ms, 5s, 2m, 1h or a number of seconds.\n"
        "LADDER: steps joined by commas, ACTION[@SCOPE][:WAIT]; ACTION is interrupt, terminate,\n"
        "kill or a signal's name; SCOPE is process or tree (the default); WAIT is how long the\n"
        "whole tree may take to end before the next step (5s).\n"
        "A second SIGINT to twrun goes to the next step at once.\n\n"
        "Exit status: that of COMMAND (of several workers the largest); 128+N where signal N\n"
        "ended it; 124 after a timeout; 125 where twrun itself failed; 126 where COMMAND cannot\n"
        "be executed; 127 where it is not found.");
    app.set_help_flag("-h,--help", "Show this text and end");
    app.set_version_flag(
        "--version", std::string{"twrun "} + TREEWARDEN_VERSION, "Show the version and end");
    app.formatter(std::make_shared<UsageFormatter>());
    app.prefix_command();
}

void describeEnding(CLI::App& app, CommandLine& words)
{
    app.add_option(
           "--timeout",
           words.timeout,
           "Climb the ladder of --on-timeout when the run has taken\nthis long; default none")
        ->type_name("DURATION");
    app.add_option("--idle-timeout",
                   words.idleTimeout,
                   "The same when the whole tree has written nothing for this\nlong; default none")
        ->type_name("DURATION");
    app.add_option("--on-timeout",
                   words.onTimeout,
                   "What a timeout does to the tree; default\ninterrupt:5s,terminate:5s,kill")
        ->type_name("LADDER");
    app.add_option("--stop",
                   words.stop,
                   "What SIGINT, SIGTERM or SIGHUP to twrun does to the tree;\ndefault "
                   "interrupt:5s,terminate:5s,kill")
        ->type_name("LADDER");
    app.add_option("--leaks",
                   words.leaks,
                   "Processes alive once COMMAND has ended: stop them (the\nladder), only report "
                   "them, wait for them, or keep them\nsilently; default stop")
        ->type_name("stop|report|wait|keep");
}

void describeRun(CLI::App& app, CommandLine& words)
{
    app.add_option(
           "--workers",
           words.workers,
           "Start N copies; {worker} in arguments and\nTREEWARDEN_WORKER in the environment "
           "count them from 0;\nwhole lines of their output are passed on, stdin is\n"
           "/dev/null; default 1")
        ->type_name("N");
    app.add_option(
           "--retries", words.retries, "Start a worker that failed again, up to N times; default 0")
        ->type_name("N");
    app.add_option(
           "--attach",
           words.attach,
           "Watch a running process and its tree instead of starting\nCOMMAND, until it has "
           "ended; SIGINT ends the watching and\nleaves the processes alone, unless --stop "
           "is given")
        ->type_name("PID");
    app.add_option(
           "--capture", words.capture, "How output is captured: one pipe a stream (default)")
        ->type_name("pipe");
    app.add_option("--tracking",
                   words.tracking,
                   "Kernel events where allowed, else scans of /proc; exact\nfails where the "
                   "kernel does not allow it")
        ->type_name("auto|exact|sampled");
}

void describeFiles(CLI::App& app, CommandLine& words)
{
    app.add_option(
           "--report", words.report, "Write the report (JSON) at the end, whatever the end was")
        ->type_name("FILE");
    app.add_option("--events",
                   words.events,
                   "Write events as they happen, one JSON object a line\n(- is stderr)")
        ->type_name("FILE");
    app.add_option("--session", words.session, "Keep the recorded session (journal and logs) there")
        ->type_name("DIR");
    app.add_flag("--quiet", words.quiet, "Say nothing on stderr");
    app.add_flag("--summary", words.summary, "Account for the run on stderr at its end");
}

} // namespace

tl::unexpected<EarlyExit> refuse(const std::string& why)
{
    return tl::unexpected{EarlyExit{kOwnFailure, "twrun: " + why + "\n"}};
}

tl::expected<CommandLine, EarlyExit> readCommandLine(int argc, const char* const* argv)
{
    CommandLine words;
    CLI::App app;
    describeTexts(app);
    describeEnding(app, words);
    describeRun(app, words);
    describeFiles(app, words);
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        return tl::unexpected{EarlyExit{0, app.help()}};
    } catch (const CLI::CallForVersion&) {
        return tl::unexpected{EarlyExit{0, app.version() + "\n"}};
    } catch (const CLI::ParseError& error) {
        std::string why = error.what();
        std::replace(why.begin(), why.end(), '\n', ' ');
        return refuse(why);
    }
    words.rest = app.remaining();
    return words;
}

} // namespace tw
