#pragma once

#include "core/tree/process_tree.h"

#include <QString>

#include <vector>

namespace tw {

/// What a process does with a signal, as far as its masks tell.
enum class SignalTreatment
{
    Default, ///< what signal(7) says, or nothing is known yet
    Ignored,
    Blocked,
    Handled,
};

/// Nothing is ever done about SIGKILL and SIGSTOP.
[[nodiscard]] SignalTreatment treatmentOf(const Process& process, SignalNumber signal);

/// One line of signal(7): "asked to end"; empty for real-time signals.
[[nodiscard]] QString signalMeaning(SignalNumber signal);

/// "SIGINT (2)"
[[nodiscard]] QString signalText(SignalNumber signal);

/// How one process is called in a sentence: "gw0 4720", "workers.py 4711".
[[nodiscard]] QString briefName(const ProcessTree& tree, const Process& process);

/// "python3 4720 ignores SIGINT", of several "2 of 3 ignore SIGINT"; empty where
/// all of them leave it at the default.
[[nodiscard]] QString
treatmentNote(const ProcessTree& tree, const std::vector<ProcessKey>& keys, SignalNumber signal);

/// The same without naming the process or the signal: "ignored", "ignored by 2 of 3".
[[nodiscard]] QString
treatmentWord(const ProcessTree& tree, const std::vector<ProcessKey>& keys, SignalNumber signal);

} // namespace tw
