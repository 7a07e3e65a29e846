#pragma once

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
    /// `action` as on its button ("Kill Tree"); `keys` are those alive now.
    StopDialog(const QString& action,
               const ProcessTree& tree,
               const std::vector<ProcessKey>& keys,
               QWidget* parent = nullptr);

    /// Whether not to ask again.
    [[nodiscard]] bool isSilenced() const;

private:
    QCheckBox* m_silence{nullptr};
};

} // namespace tw
