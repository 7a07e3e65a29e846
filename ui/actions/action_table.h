#pragma once

#include "core/control/ladder.h"

#include <QString>

#include <cstddef>
#include <optional>
#include <vector>

namespace tw {

/// Everything that can be done from menus, tool bar and keyboard.
enum class ActionId
{
    Run,
    Restart,
    Interrupt,
    Terminate,
    Kill,
    InterruptTree,
    TerminateTree,
    KillTree,
    Stop,
    Suspend,
    Resume,
    SendSignal,
    AskBeforeStop,
    Copy,
    CopyPid,
    CopyCommand,
    Filter,
    ShowEnded,
    FocusSubtree,
    ShowEverything,
    Pause,
    ExpandAll,
    CollapseAll,
    ShowLog,
    ShowTraces,
    ShowDetails,
    Find,
    FindNext,
    FindPrevious,
    Follow,
    Attach,
    About,
    Quit,
};

/// One row of the table of actions. Texts are English, in the context "tw::Actions" for
/// translators.
struct ActionRow
{
    ActionId id{};
    /// Shown, and without `&` the name by which scripts and screen readers know it.
    const char* text{};
    /// Portable text; more than one by `; `.
    const char* keys{};
    /// With the signal's name for what sends one.
    const char* toolTip{};
    /// Empty for none.
    const char* icon{};
};

/// In the order of the menus.
[[nodiscard]] const std::vector<ActionRow>& actionTable();

/// What the enabling of an action depends on.
struct Situation
{
    /// An agent is there to be told.
    bool connected{false};
    std::size_t selected{0};
    /// Of the selected.
    std::size_t alive{0};
    /// Of the selected and everything below them one is alive.
    bool hasLiveTree{false};
    /// What the selected do with SIGINT and SIGTERM, where it is not what they do by default.
    QString interruptNote{};
    QString terminateNote{};
    /// The ladder that Stop climbs.
    QString ladder{};
    /// One subtree alone is shown.
    bool focused{false};

    bool operator==(const Situation&) const = default;
};

/// Why an action cannot be had now, for people; empty where it can.
[[nodiscard]] QString whyDisabled(ActionId id, const Situation& situation);

/// What is worth knowing before the action is chosen: what becomes of its signal; empty for
/// nothing.
[[nodiscard]] QString noteOn(ActionId id, const Situation& situation);

/// The one rung that an action climbs which sends one signal; nothing for all other actions.
[[nodiscard]] std::optional<LadderStep> stopStep(ActionId id);

/// What Stop climbs until another is chosen, and what ends a tree for certain.
[[nodiscard]] Ladder defaultLadder();

/// Whether to ask before the action hits `processes` processes.
[[nodiscard]] bool needsConfirmation(ActionId id, std::size_t processes);

} // namespace tw
