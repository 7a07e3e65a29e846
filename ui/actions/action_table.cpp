#include "ui/actions/action_table.h"

#include <QCoreApplication>

#include <csignal>

namespace tw {

namespace {

using namespace std::chrono_literals;

/// Gives the free functions of this file a context for translators.
struct ActionText
{
    Q_DECLARE_TR_FUNCTIONS(tw::Actions)
};

constexpr auto kWait = 5s;

QString whyNotStopped(bool tree, const Situation& situation)
{
    if (!situation.connected) {
        return ActionText::tr("There is no agent to send it");
    }
    if (situation.selected == 0) {
        return ActionText::tr("Select a process first");
    }
    if (tree) {
        return situation.hasLiveTree ? QString{} : ActionText::tr("Everything selected has ended");
    }
    return situation.alive > 0 ? QString{} : ActionText::tr("The selected process has ended");
}

const std::vector<ActionRow> kTable{
    {ActionId::Run,
     QT_TRANSLATE_NOOP("tw::Actions", "&Run…"),
     "Ctrl+N",
     QT_TRANSLATE_NOOP("tw::Actions", "Run a command and watch over its processes"),
     "run"},
    {ActionId::Restart,
     QT_TRANSLATE_NOOP("tw::Actions", "Re&start"),
     "Ctrl+R",
     QT_TRANSLATE_NOOP("tw::Actions",
                       "Run the command of the selected process again; stop it first where it "
                       "still runs"),
     "restart"},
    {ActionId::Attach,
     QT_TRANSLATE_NOOP("tw::Actions", "&Attach…"),
     "Ctrl+Shift+A",
     QT_TRANSLATE_NOOP("tw::Actions", "Watch over a process that runs already"),
     "attach"},
    {ActionId::Interrupt,
     QT_TRANSLATE_NOOP("tw::Actions", "&Interrupt"),
     "Ctrl+I",
     QT_TRANSLATE_NOOP("tw::Actions", "Send SIGINT to the selected process"),
     "interrupt"},
    {ActionId::Terminate,
     QT_TRANSLATE_NOOP("tw::Actions", "&Terminate"),
     "Del",
     QT_TRANSLATE_NOOP("tw::Actions", "Send SIGTERM to the selected process"),
     "terminate"},
    {ActionId::Kill,
     QT_TRANSLATE_NOOP("tw::Actions", "&Kill"),
     "Ctrl+Del",
     QT_TRANSLATE_NOOP("tw::Actions", "Send SIGKILL to the selected process"),
     "kill"},
    {ActionId::InterruptTree,
     QT_TRANSLATE_NOOP("tw::Actions", "I&nterrupt Tree"),
     "Ctrl+Shift+I",
     QT_TRANSLATE_NOOP("tw::Actions",
                       "Send SIGINT to the selected process and everything below it"),
     "interrupt"},
    {ActionId::TerminateTree,
     QT_TRANSLATE_NOOP("tw::Actions", "T&erminate Tree"),
     "Shift+Del",
     QT_TRANSLATE_NOOP("tw::Actions",
                       "Send SIGTERM to the selected process and everything below it"),
     "terminate"},
    {ActionId::KillTree,
     QT_TRANSLATE_NOOP("tw::Actions", "Ki&ll Tree"),
     "Ctrl+Shift+Del",
     QT_TRANSLATE_NOOP("tw::Actions",
                       "Send SIGKILL to the selected process and everything below it"),
     "kill"},
    {ActionId::Stop,
     QT_TRANSLATE_NOOP("tw::Actions", "Sto&p"),
     "Ctrl+.",
     QT_TRANSLATE_NOOP("tw::Actions",
                       "Stop the selected process and everything below it, step by step"),
     "stop"},
    {ActionId::Suspend,
     QT_TRANSLATE_NOOP("tw::Actions", "S&uspend"),
     "",
     QT_TRANSLATE_NOOP("tw::Actions", "Send SIGSTOP to the selected process: it stands still"),
     ""},
    {ActionId::Resume,
     QT_TRANSLATE_NOOP("tw::Actions", "Resu&me"),
     "",
     QT_TRANSLATE_NOOP("tw::Actions", "Send SIGCONT to the selected process: it goes on"),
     ""},
    {ActionId::SendSignal,
     QT_TRANSLATE_NOOP("tw::Actions", "Send Si&gnal…"),
     "F9",
     QT_TRANSLATE_NOOP("tw::Actions", "Choose any signal to send to the selected process"),
     ""},
    {ActionId::AskBeforeStop,
     QT_TRANSLATE_NOOP("tw::Actions", "&Ask Before Stopping a Tree"),
     "",
     QT_TRANSLATE_NOOP("tw::Actions",
                       "Show which processes will be hit before a tree is terminated or killed"),
     ""},
    {ActionId::Copy,
     QT_TRANSLATE_NOOP("tw::Actions", "&Copy"),
     "Ctrl+C",
     QT_TRANSLATE_NOOP("tw::Actions", "Copy the selected processes as a tree in text"),
     "copy"},
    {ActionId::CopyPid,
     QT_TRANSLATE_NOOP("tw::Actions", "Copy &PID"),
     "",
     QT_TRANSLATE_NOOP("tw::Actions", "Copy the process ids, one a line"),
     ""},
    {ActionId::CopyCommand,
     QT_TRANSLATE_NOOP("tw::Actions", "Copy Co&mmand Line"),
     "",
     QT_TRANSLATE_NOOP("tw::Actions", "Copy the command lines as a shell reads them"),
     ""},
    {ActionId::Filter,
     QT_TRANSLATE_NOOP("tw::Actions", "&Filter Processes"),
     "Ctrl+K; F4",
     QT_TRANSLATE_NOOP("tw::Actions", "Show only processes with a name, PID or command"),
     "search"},
    {ActionId::ShowEnded,
     QT_TRANSLATE_NOOP("tw::Actions", "Show &Ended Processes"),
     "Ctrl+E",
     QT_TRANSLATE_NOOP("tw::Actions", "Keep processes that have ended in view"),
     ""},
    {ActionId::FocusSubtree,
     QT_TRANSLATE_NOOP("tw::Actions", "Show &Only This Subtree"),
     "Ctrl+Return",
     QT_TRANSLATE_NOOP("tw::Actions", "Show the selected process and what is below it alone"),
     "tree"},
    {ActionId::ShowEverything,
     QT_TRANSLATE_NOOP("tw::Actions", "Show E&verything"),
     "Ctrl+Backspace",
     QT_TRANSLATE_NOOP("tw::Actions", "Show all processes again"),
     ""},
    {ActionId::Pause,
     QT_TRANSLATE_NOOP("tw::Actions", "&Pause"),
     "F6",
     QT_TRANSLATE_NOOP("tw::Actions", "Let the tree stand still to be read; the record goes on"),
     "pause"},
    {ActionId::ExpandAll,
     QT_TRANSLATE_NOOP("tw::Actions", "E&xpand All"),
     "Ctrl+Shift+E",
     QT_TRANSLATE_NOOP("tw::Actions", "Open every process of the tree"),
     ""},
    {ActionId::CollapseAll,
     QT_TRANSLATE_NOOP("tw::Actions", "&Collapse All"),
     "Ctrl+Shift+W",
     QT_TRANSLATE_NOOP("tw::Actions", "Show the launched commands alone"),
     ""},
    {ActionId::ShowLog,
     QT_TRANSLATE_NOOP("tw::Actions", "&Log"),
     "Alt+1",
     QT_TRANSLATE_NOOP("tw::Actions", "Show what was printed"),
     ""},
    {ActionId::ShowTraces,
     QT_TRANSLATE_NOOP("tw::Actions", "&Traces"),
     "Alt+2",
     QT_TRANSLATE_NOOP("tw::Actions", "Show the stack traces found in what was printed"),
     ""},
    {ActionId::ShowDetails,
     QT_TRANSLATE_NOOP("tw::Actions", "&Details"),
     "Alt+5; Alt+Return",
     QT_TRANSLATE_NOOP("tw::Actions",
                       "Show the environment, descriptors, threads and memory of the selected "
                       "process"),
     ""},
    {ActionId::Find,
     QT_TRANSLATE_NOOP("tw::Actions", "&Find in Log"),
     "Ctrl+F",
     QT_TRANSLATE_NOOP("tw::Actions", "Search what was printed"),
     "search"},
    {ActionId::FindNext,
     QT_TRANSLATE_NOOP("tw::Actions", "Find &Next"),
     "F3",
     QT_TRANSLATE_NOOP("tw::Actions", "Go to the next line that matches"),
     ""},
    {ActionId::FindPrevious,
     QT_TRANSLATE_NOOP("tw::Actions", "Find &Previous"),
     "Shift+F3",
     QT_TRANSLATE_NOOP("tw::Actions", "Go to the line before that matches"),
     ""},
    {ActionId::Follow,
     QT_TRANSLATE_NOOP("tw::Actions", "F&ollow"),
     "Ctrl+End",
     QT_TRANSLATE_NOOP("tw::Actions", "Go to the end of the log and stay there"),
     "follow"},
    {ActionId::About,
     QT_TRANSLATE_NOOP("tw::Actions", "&About Treewarden"),
     "",
     QT_TRANSLATE_NOOP("tw::Actions", "What this program is, and its version"),
     ""},
    {ActionId::Quit,
     QT_TRANSLATE_NOOP("tw::Actions", "&Quit"),
     "Ctrl+Q",
     QT_TRANSLATE_NOOP("tw::Actions", "Close the window"),
     ""},
};

} // namespace

const std::vector<ActionRow>& actionTable()
{
    return kTable;
}

QString whyDisabled(ActionId id, const Situation& situation)
{
    switch (id) {
    case ActionId::Run:
        return situation.connected ? QString{} : ActionText::tr("There is no agent to start it");
    case ActionId::Attach:
        return situation.connected ? QString{} : ActionText::tr("There is no agent to watch it");
    case ActionId::Restart:
        if (!situation.connected) {
            return ActionText::tr("There is no agent to start it");
        }
        return situation.selected > 0 ? QString{} : ActionText::tr("Select a process first");
    case ActionId::Interrupt:
    case ActionId::Terminate:
    case ActionId::Kill:
    case ActionId::Suspend:
    case ActionId::Resume:
    case ActionId::SendSignal:
        return whyNotStopped(false, situation);
    case ActionId::InterruptTree:
    case ActionId::TerminateTree:
    case ActionId::KillTree:
    case ActionId::Stop:
        return whyNotStopped(true, situation);
    case ActionId::ShowEverything:
        return situation.focused ? QString{} : ActionText::tr("Everything is shown");
    case ActionId::FocusSubtree:
    case ActionId::Copy:
    case ActionId::CopyPid:
    case ActionId::CopyCommand:
        return situation.selected > 0 ? QString{} : ActionText::tr("Select a process first");
    default:
        return {};
    }
}

QString noteOn(ActionId id, const Situation& situation)
{
    switch (id) {
    case ActionId::Interrupt:
        return situation.interruptNote;
    case ActionId::Terminate:
        return situation.terminateNote;
    case ActionId::Stop:
        return situation.ladder;
    default:
        return {};
    }
}

std::optional<LadderStep> stopStep(ActionId id)
{
    switch (id) {
    case ActionId::Interrupt:
        return LadderStep{{SIGINT}, StopScope::Process, kWait};
    case ActionId::Terminate:
        return LadderStep{{SIGTERM}, StopScope::Process, kWait};
    case ActionId::Kill:
        return LadderStep{{SIGKILL}, StopScope::Process, 0s};
    case ActionId::InterruptTree:
        return LadderStep{{SIGINT}, StopScope::Tree, kWait};
    case ActionId::TerminateTree:
        return LadderStep{{SIGTERM}, StopScope::Tree, kWait};
    case ActionId::KillTree:
        return LadderStep{{SIGKILL}, StopScope::Tree, 0s};
    case ActionId::Suspend:
        return LadderStep{{SIGSTOP}, StopScope::Process, 0s};
    case ActionId::Resume:
        return LadderStep{{SIGCONT}, StopScope::Process, 0s};
    default:
        return std::nullopt;
    }
}

Ladder defaultLadder()
{
    return {{{SIGINT}, StopScope::Tree, kWait},
            {{SIGTERM}, StopScope::Tree, kWait},
            {{SIGKILL}, StopScope::Tree, 0s}};
}

bool needsConfirmation(ActionId id, std::size_t processes)
{
    // Interrupt is a question that programs answer by cleaning up; the other two end things.
    return (id == ActionId::TerminateTree || id == ActionId::KillTree || id == ActionId::Stop)
           && processes > 1;
}

} // namespace tw
