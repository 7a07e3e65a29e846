#pragma once

#include "core/control/ladder.h"
#include "core/tree/process_tree.h"

#include <QDialog>

#include <vector>

class QCheckBox;

namespace tw {

/// Lists the processes that an action will end, and asks. open() it; accepted() is the answer.
class StopDialog final : public QDialog
{
    Q_OBJECT

public:
    /// More are counted, not listed: nobody reads ten thousand names.
    static constexpr std::size_t kListed = 100;

    /// `action` as on its button ("Kill Tree"), which climbs `ladder`; `keys` are those alive now.
    StopDialog(const QString& action,
               const Ladder& ladder,
               const ProcessTree& tree,
               const std::vector<ProcessKey>& keys,
               QWidget* parent = nullptr);

    /// Whether not to ask again.
    [[nodiscard]] bool isSilenced() const;

private:
    QWidget* makeList(const ProcessTree& tree, const std::vector<ProcessKey>& keys);
    QWidget* makeButtons(const QString& action);

    QCheckBox* m_silence{nullptr};
};

} // namespace tw
