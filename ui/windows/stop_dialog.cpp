#include "ui/windows/stop_dialog.h"

#include "ui/models/process_text.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace tw {

StopDialog::StopDialog(const QString& action,
                       const ProcessTree& tree,
                       const std::vector<ProcessKey>& keys,
                       QWidget* parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("Confirm"));
    setWindowTitle(action);
    setAccessibleName(action);
    resize(440, 320);

    const QString count = QLocale().toString(qulonglong{keys.size()});
    auto* question
        = new QLabel(keys.size() == 1 ? tr("%1 will end 1 process:").arg(action)
                                      : tr("%1 will end %2 processes:").arg(action, count),
                     this);
    question->setWordWrap(true);
    auto* list = new QListWidget(this);
    list->setAccessibleName(tr("Processes that will be hit"));
    list->setSelectionMode(QAbstractItemView::NoSelection);
    list->setUniformItemSizes(true);
    for (const ProcessKey key : keys) {
        const Process& process = *tree.find(key);
        list->addItem(tr("%1 (PID %2)").arg(nameText(tree, process)).arg(process.pid.value));
    }
    m_silence = new QCheckBox(tr("Do &not ask again"), this);
    m_silence->setAccessibleName(tr("Do not ask again"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    QPushButton* stop = buttons->addButton(action, QDialogButtonBox::AcceptRole);
    stop->setAccessibleName(action);
    // Return must not end a tree by accident.
    buttons->button(QDialogButtonBox::Cancel)->setDefault(true);
    stop->setAutoDefault(false);
    buttons->button(QDialogButtonBox::Cancel)->setFocus();

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(12);
    layout->addWidget(question);
    layout->addWidget(list);
    layout->addWidget(m_silence);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

bool StopDialog::isSilenced() const
{
    return m_silence->isChecked();
}

} // namespace tw
