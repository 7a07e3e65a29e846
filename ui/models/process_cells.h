#pragma once

#include "ui/models/process_column.h"
#include "ui/models/process_digest.h"
#include "ui/models/process_text.h"

#include <QVariant>

namespace tw {

/// The cells of one process's row, made from the tree and what is known beside it. Lives for one
/// look at them.
class ProcessCells
{
public:
    /// `closed`: what is below it has no rows of its own now.
    ProcessCells(const ProcessDigest& digest, const Process& process, Time now, bool closed);

    [[nodiscard]] QString text(ProcessColumn column) const;
    /// For who hears it: what a sign stands for is said in words.
    [[nodiscard]] QString spokenText(ProcessColumn column) const;
    [[nodiscard]] QString toolTip(ProcessColumn column) const;

    [[nodiscard]] ProcessState state() const;

    /// Whether CPU, memory and threads are those of everything that lives from here down.
    [[nodiscard]] bool isSummed() const { return m_summed; }

    /// What siblings are sorted by: a number, or a text. What adds up is compared with everything
    /// below it, closed or not: else rows would jump when one is opened.
    [[nodiscard]] QVariant sortValue(ProcessColumn column) const;

private:
    [[nodiscard]] QString sumText(ProcessColumn column) const;
    [[nodiscard]] QString ownText(ProcessColumn column) const;
    [[nodiscard]] QString sumToolTip(ProcessColumn column) const;
    [[nodiscard]] QString nameToolTip() const;

    const ProcessDigest& m_digest;
    const Process& m_process;
    const SubtreeSum& m_sum;
    Time m_now;
    bool m_summed;
};

} // namespace tw
