#include "ui/windows/stop_dialog.h"

#include "ui/models/process_text.h"
#include "ui/models/signal_words.h"
#include "ui/models/stop_words.h"
#include "ui/views/look.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace tw {

namespace {

QString countText(std::size_t count)
{
    return QLocale().toString(qulonglong{count});
}

QString question(const QString& action, const Ladder& ladder, std::size_t count)
{
    const QString whom = count == 1 ? StopDialog::tr("1 process")
                                    : StopDialog::tr("%1 processes").arg(countText(count));
    if (ladder.size() > 1) {
        return StopDialog::tr("%1 climbs %2 against %3:").arg(action, ladderText(ladder), whom);
    }
    return StopDialog::tr("%1 sends %2 to %3:")
        .arg(action, QString::fromStdString(ladder.front().signal.name()), whom);
}

QLabel* quietLabel(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    QPalette quiet = label->palette();
    quiet.setColor(QPalette::WindowText, dimmed(quiet));
    label->setPalette(quiet);
    label->setVisible(!text.isEmpty());
    return label;
}

} // namespace

StopDialog::StopDialog(const QString& action,
                       const Ladder& ladder,
                       const ProcessTree& tree,
                       const std::vector<ProcessKey>& keys,
                       QWidget* parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("Confirm"));
    setWindowTitle(action);
    setAccessibleName(action);
    resize(480, 360);

    auto* words = new QLabel(question(action, ladder, keys.size()), this);
    words->setObjectName(QStringLiteral("Question"));
    words->setTextFormat(Qt::PlainText);
    words->setWordWrap(true);
    const std::size_t more = keys.size() - std::min(keys.size(), kListed);
    auto* rest = quietLabel(more == 0 ? QString{} : tr("and %1 more").arg(countText(more)), this);
    rest->setObjectName(QStringLiteral("More"));
    auto* note = quietLabel(treatmentNote(tree, keys, ladder.front().signal), this);
    m_silence = new QCheckBox(tr("Do &not ask again"), this);
    m_silence->setAccessibleName(tr("Do not ask again"));
    m_silence->setToolTip(tr("Process › Ask Before Stopping a Tree asks again"));

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(8);
    layout->addWidget(words);
    layout->addWidget(makeList(tree, keys), 1);
    layout->addWidget(rest);
    layout->addWidget(note);
    layout->addSpacing(4);
    layout->addWidget(m_silence);
    layout->addWidget(makeButtons(action));
}

QWidget* StopDialog::makeList(const ProcessTree& tree, const std::vector<ProcessKey>& keys)
{
    auto* list = new QTreeWidget(this);
    list->setAccessibleName(tr("Processes that will be hit"));
    list->setColumnCount(2);
    list->setHeaderHidden(true);
    list->setRootIsDecorated(false);
    list->setFrameShape(QFrame::NoFrame);
    list->setSelectionMode(QAbstractItemView::NoSelection);
    list->setUniformRowHeights(true);
    list->header()->setStretchLastSection(false);
    list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    for (std::size_t at = 0; at < std::min(keys.size(), kListed); ++at) {
        const Process& process = *tree.find(keys[at]);
        auto* item = new QTreeWidgetItem(
            list, {nameText(tree, process), QString::number(process.pid.value)});
        item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
        item->setSizeHint(0, {0, list->fontMetrics().height() + 6});
    }
    return list;
}

QWidget* StopDialog::makeButtons(const QString& action)
{
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    QPushButton* stop = buttons->addButton(action, QDialogButtonBox::AcceptRole);
    stop->setAccessibleName(action);
    // Return must not end a tree by accident.
    buttons->button(QDialogButtonBox::Cancel)->setDefault(true);
    stop->setAutoDefault(false);
    buttons->button(QDialogButtonBox::Cancel)->setFocus();
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    return buttons;
}

bool StopDialog::isSilenced() const
{
    return m_silence->isChecked();
}

} // namespace tw
