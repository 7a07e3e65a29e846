#include "ui/views/process_pane.h"

#include "ui/models/process_text.h"
#include "ui/views/empty_state.h"
#include "ui/views/process_tree_view.h"
#include "ui/views/strip.h"

#include <QLocale>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace tw {

namespace {

using namespace std::chrono_literals;

constexpr auto kCountEvery = 250ms;
constexpr qsizetype kLongestStep = 40;

QString link(const QString& target, const QString& text)
{
    return QStringLiteral("<a href=\"%1\">%2</a>").arg(target, text);
}

QString step(const ProcessTree& tree, const Process& process)
{
    QString name = nameText(tree, process);
    if (name.size() > kLongestStep) {
        name = name.left(kLongestStep) + QChar(0x2026);
    }
    return QStringLiteral("%1 %2").arg(name, QString::number(process.pid.value)).toHtmlEscaped();
}

} // namespace

ProcessPane::ProcessPane(ProcessTreeModel& model, QWidget* parent) : QWidget(parent), m_model(model)
{
    m_tree = new ProcessTreeView(model, this);
    m_empty = new EmptyState({}, {}, this);
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(m_tree);
    m_pages->addWidget(m_empty);
    m_focus = new Strip(tr("Shown subtree"), QStringLiteral("tree"), this);
    m_focus->setButton(tr("Show Everything"), tr("Show all processes again (Esc)"));
    m_pause = new Strip(tr("Paused"), QStringLiteral("pause"), this);
    m_pause->setButton(tr("Resume"), tr("Show what has happened meanwhile (F6)"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(m_pause);
    layout->addWidget(m_focus);
    layout->addWidget(m_pages, 1);
    connect(m_tree, &ProcessTreeView::escaped, this, &ProcessPane::widen);
    connect(m_empty, &QLabel::linkActivated, this, &ProcessPane::follow);
    connect(m_focus, &Strip::linkActivated, this, &ProcessPane::follow);
    connect(m_focus, &Strip::ended, this, [this] { m_model.setFocus({}); });
    connect(m_pause, &Strip::ended, this, &ProcessPane::resumed);
    connect(&m_model, &ProcessTreeModel::shownChanged, this, &ProcessPane::showState);
    connect(&m_model, &ProcessTreeModel::rowsSettled, this, &ProcessPane::showEmptiness);
    connect(&m_model, &ProcessTreeModel::modelReset, this, &ProcessPane::showState);
    connect(&m_later, &QTimer::timeout, this, &ProcessPane::showPause);
    showState();
}

void ProcessPane::widen()
{
    if (!m_model.filterText().isEmpty()) {
        Q_EMIT filterCleared();
    } else {
        m_model.setFocus({});
    }
}

void ProcessPane::showState()
{
    showFocus();
    showPause();
    showEmptiness();
}

void ProcessPane::showFocus()
{
    const ProcessTree& tree = m_model.shownTree();
    const Process* process = m_model.focus() ? tree.find(*m_model.focus()) : nullptr;
    m_focus->setVisible(process != nullptr);
    if (process == nullptr) {
        return;
    }
    QString path = QStringLiteral("<b>%1</b>").arg(step(tree, *process));
    while (process->parent) {
        process = tree.find(*process->parent);
        path = link(QString::number(process->key.value), step(tree, *process))
               + QStringLiteral(" \u203a ") + path;
    }
    m_focus->say(link(QStringLiteral("all"), tr("All processes")) + QStringLiteral(" \u203a ")
                 + path);
}

void ProcessPane::showPause()
{
    m_pause->setVisible(m_model.isPaused());
    if (!m_model.isPaused()) {
        m_later.stop();
        return;
    }
    m_later.start(kCountEvery);
    const auto waiting = qulonglong{m_model.waitingCount()};
    const QString changes
        = waiting == 0   ? tr("nothing has changed since")
          : waiting == 1 ? tr("1 process has changed since")
                         : tr("%1 processes have changed since").arg(QLocale().toString(waiting));
    m_pause->say(tr("<b>Paused.</b> The tree stands still, the record goes on; %1.").arg(changes));
}

void ProcessPane::showEmptiness()
{
    const bool nothing = m_model.rowCount() == 0;
    m_pages->setCurrentWidget(nothing ? static_cast<QWidget*>(m_empty) : m_tree);
    if (!nothing) {
        return;
    }
    const QString clear = link(QStringLiteral("filter"), tr("Clear the filter")) + tr(" (Esc)");
    const QString ended = link(QStringLiteral("ended"), tr("Show ended processes"));
    if (m_model.tree().launches().empty()) {
        m_empty->say(tr("Nothing is running."),
                     link(QStringLiteral("run"), tr("Run a command…")) + tr(" (Ctrl+N)"));
    } else if (!m_model.filterText().isEmpty()) {
        m_empty->say(tr("No process matches “%1”.").arg(m_model.filterText().toHtmlEscaped()),
                     m_model.isEndedShown()
                         ? clear
                         : clear + QStringLiteral(" · ") + ended + tr(" (Ctrl+E)"));
    } else {
        m_empty->say(tr("Everything has ended."), ended + tr(" (Ctrl+E)"));
    }
}

void ProcessPane::follow(const QString& link)
{
    if (link == QLatin1String("filter")) {
        Q_EMIT filterCleared();
    } else if (link == QLatin1String("ended")) {
        Q_EMIT endedWanted();
    } else if (link == QLatin1String("run")) {
        Q_EMIT runWanted();
    } else if (link == QLatin1String("all")) {
        m_model.setFocus({});
    } else {
        m_model.setFocus(ProcessKey{link.toULongLong()});
    }
}

} // namespace tw
