#include "ui/windows/attach_dialog.h"

#include "ui/views/icon.h"
#include "ui/views/look.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QSysInfo>
#include <QTreeView>

namespace tw {

namespace {

/// Greys what cannot be chosen, and what is there only for the sake of what is below it.
class RunningDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    RunningDelegate(const RunningFilter& shown, QObject* parent)
        : QStyledItemDelegate(parent)
        , m_shown(shown)
    {}

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override
    {
        QSize size = QStyledItemDelegate::sizeHint(option, index);
        size.setHeight(option.fontMetrics.height() + 6);
        return size;
    }

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const QModelIndex name = index.siblingAtColumn(0);
        if (!name.data(RunningModel::WhyNotRole).toString().isEmpty() || !m_shown.isMatch(name)) {
            const QColor dim = dimmed(option->palette);
            option->palette.setColor(QPalette::Text, dim);
            option->palette.setColor(QPalette::HighlightedText, dim);
        }
    }

private:
    const RunningFilter& m_shown;
};

} // namespace

AttachDialog::AttachDialog(AgentClient& client, QWidget* parent) : QDialog(parent), m_client(client)
{
    setObjectName(QStringLiteral("Attach"));
    setWindowTitle(tr("Attach to a Running Process"));
    setAccessibleName(tr("Attach to a Running Process"));
    resize(820, 560);
    m_shown.setSourceModel(&m_model);
    createFields();
    setUpTree();
    createLayout();
    connect(&m_client, &AgentClient::processesReceived, this, &AttachDialog::take);
    connect(&m_client, &AgentClient::connectionLost, this, &QDialog::reject);
    connect(m_filter, &QLineEdit::textChanged, this, &AttachDialog::filter);
    connect(m_refresh, &QPushButton::clicked, this, &AttachDialog::refresh);
    connect(m_attach, &QPushButton::clicked, this, &AttachDialog::attach);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    m_filter->setFocus();
    say(tr("Reading the processes…"), false);
    refresh();
}

void AttachDialog::createFields()
{
    m_filter = new QLineEdit(this);
    m_filter->setObjectName(QStringLiteral("Find a process"));
    m_filter->setAccessibleName(tr("Find a process"));
    m_filter->setPlaceholderText(tr("Find by name, PID, user or command"));
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_filter->installEventFilter(this);
    m_refresh = new QPushButton(tr("&Refresh"), this);
    m_refresh->setAccessibleName(tr("Refresh"));
    m_refresh->setToolTip(tr("Read the processes again (F5)"));
    m_refresh->setAutoDefault(false);
    m_hint = new QLabel(this);
    m_hint->setTextFormat(Qt::PlainText);
    m_hint->setAccessibleName(tr("What can be done"));
    m_hint->setWordWrap(true);
    m_attach = new QPushButton(tr("&Attach"), this);
    m_attach->setAccessibleName(tr("Attach"));
    m_attach->setDefault(true);
    m_attach->setEnabled(false);
    m_cancel = new QPushButton(tr("Cancel"), this);
    m_cancel->setAccessibleName(tr("Cancel"));
    m_cancel->setAutoDefault(false);
}

void AttachDialog::setUpTree()
{
    m_tree = new QTreeView(this);
    m_tree->setObjectName(QStringLiteral("Running processes"));
    m_tree->setAccessibleName(tr("Running processes"));
    m_tree->setUniformRowHeights(true);
    m_tree->setAlternatingRowColors(true);
    m_tree->setAllColumnsShowFocus(true);
    m_tree->setIndentation(12);
    m_tree->setItemDelegate(new RunningDelegate(m_shown, m_tree));
    m_tree->setModel(&m_shown);
    m_tree->setSortingEnabled(true);
    QHeaderView& header = *m_tree->header();
    header.setSortIndicatorClearable(true);
    header.setSortIndicator(-1, Qt::AscendingOrder);
    header.setStretchLastSection(true);
    header.setHighlightSections(false);
    header.setAccessibleName(tr("Columns of running processes"));
    const QFontMetrics metrics(m_tree->font());
    const auto room = [&metrics](const char* sample) {
        return metrics.horizontalAdvance(QLatin1String(sample)) + 16;
    };
    header.resizeSection(RunningModel::NameColumn, 280);
    header.resizeSection(RunningModel::PidColumn, room("4194304"));
    header.resizeSection(RunningModel::UserColumn, room("systemd-network"));
    connect(m_tree->selectionModel(),
            &QItemSelectionModel::selectionChanged,
            this,
            &AttachDialog::showChoice);
    connect(m_tree, &QTreeView::activated, this, &AttachDialog::attach);
}

void AttachDialog::createLayout()
{
    auto* top = new QHBoxLayout;
    top->setSpacing(8);
    top->addWidget(m_filter, 1);
    top->addWidget(m_refresh);
    auto* bottom = new QHBoxLayout;
    bottom->setSpacing(8);
    bottom->addWidget(m_hint, 1);
    bottom->addWidget(m_cancel);
    bottom->addWidget(m_attach);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(12);
    layout->addLayout(top);
    layout->addWidget(m_tree, 1);
    layout->addLayout(bottom);
}

void AttachDialog::refresh()
{
    m_asked = m_client.requestProcesses();
}

void AttachDialog::take(const ProcessListAnswer& answer)
{
    if (m_asked != answer.id) {
        return;
    }
    m_asked.reset();
    const RunningProcess* before = m_model.processOf(chosen());
    const auto kept = before != nullptr ? std::optional{*before} : std::nullopt;
    m_model.setProcesses(answer.processes.listed, ownProcesses());
    m_tree->expandAll();
    if (kept) {
        choose(m_model.indexOf(kept->pid, kept->startTicks));
    }
    if (!chosen().isValid()) {
        chooseFirstMatch();
    }
    showChoice();
}

OwnProcesses AttachDialog::ownProcesses() const
{
    OwnProcesses own;
    own.agent = m_client.agent().pid;
    if (m_client.agent().host == QSysInfo::machineHostName().toStdString()) {
        own.window = Pid{static_cast<int>(QCoreApplication::applicationPid())};
    }
    for (const auto& [id, launch] : m_client.tree().launches()) {
        for (const ProcessKey key : launch.members) {
            const Process* process = m_client.tree().find(key);
            if (process != nullptr && process->isAlive()) {
                own.watched.insert(process->pid);
            }
        }
    }
    return own;
}

QModelIndex AttachDialog::chosen() const
{
    const QModelIndexList rows = m_tree->selectionModel()->selectedRows();
    return rows.isEmpty() ? QModelIndex{} : m_shown.mapToSource(rows.first());
}

void AttachDialog::choose(const QModelIndex& source)
{
    const QModelIndex row = m_shown.mapFromSource(source);
    if (row.isValid()) {
        m_tree->setCurrentIndex(row);
        m_tree->scrollTo(row);
    }
}

void AttachDialog::filter(const QString& text)
{
    m_shown.setText(text);
    m_tree->expandAll();
    chooseFirstMatch();
}

/// So that a name and Return are enough.
void AttachDialog::chooseFirstMatch()
{
    if (m_filter->text().trimmed().isEmpty()) {
        m_tree->clearSelection();
        return showChoice();
    }
    for (QModelIndex row = m_shown.index(0, 0); row.isValid(); row = m_tree->indexBelow(row)) {
        const bool can = row.data(RunningModel::WhyNotRole).toString().isEmpty();
        if (can && m_shown.isMatch(row)) {
            m_tree->setCurrentIndex(row);
            m_tree->scrollTo(row);
            return;
        }
    }
    m_tree->clearSelection();
    showChoice();
}

void AttachDialog::attach()
{
    const RunningProcess* process = m_model.processOf(chosen());
    if (process == nullptr || !m_attach->isEnabled()) {
        return;
    }
    m_attaching = true;
    m_attach->setEnabled(false);
    say(tr("Attaching to %1 (PID %2)…")
            .arg(chosen().siblingAtColumn(RunningModel::NameColumn).data().toString())
            .arg(process->pid.value),
        false);
    Q_EMIT attachRequested(AttachCommand{process->pid, process->startTicks});
}

void AttachDialog::showFailure(const QString& message)
{
    m_attaching = false;
    showChoice();
    say(tr("That was not done: %1").arg(message), true);
}

void AttachDialog::showChoice()
{
    if (m_attaching) {
        return;
    }
    const QModelIndex row = chosen();
    const QString whyNot = row.data(RunningModel::WhyNotRole).toString();
    m_attach->setEnabled(row.isValid() && whyNot.isEmpty());
    if (!row.isValid()) {
        const bool nothing = m_shown.rowCount() == 0 && m_model.rowCount() > 0;
        say(nothing ? tr("No process has that in its name, PID, user or command.")
                    : tr("Choose a process: it and everything below it is watched from then on. "
                         "What it prints is not captured."),
            false);
    } else {
        const RunningProcess& process = *m_model.processOf(row);
        say(whyNot.isEmpty()
                ? tr("%1 (PID %2) and everything below it is watched from then on. What it prints "
                     "is not captured.")
                      .arg(row.siblingAtColumn(RunningModel::NameColumn).data().toString())
                      .arg(process.pid.value)
                : tr("Cannot be chosen: %1.").arg(whyNot),
            false);
    }
}

void AttachDialog::say(const QString& text, bool isProblem)
{
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText,
                    isProblem ? stateColors(themeOf(colors)).failed : dimmed(colors));
    m_hint->setPalette(colors);
    m_hint->setText(text);
}

/// Up and down move the choice while the text has the focus.
bool AttachDialog::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_filter && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Down || key == Qt::Key_Up || key == Qt::Key_PageDown
            || key == Qt::Key_PageUp) {
            QCoreApplication::sendEvent(m_tree, event);
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

void AttachDialog::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_F5) {
        refresh();
    } else {
        QDialog::keyPressEvent(event);
    }
}

} // namespace tw

#include "attach_dialog.moc"
