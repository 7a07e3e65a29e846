#include "ui/views/traces_pane.h"

#include "ui/models/trace_text.h"
#include "ui/views/trace_html.h"
#include "ui/views/traces_view.h"

#include <QClipboard>
#include <QEvent>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QSplitter>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace tw {

void LaunchTracesModel::setLaunch(std::optional<LaunchId> launch)
{
    m_launch = launch;
    invalidateFilter();
}

bool LaunchTracesModel::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    if (!m_launch || parent.isValid())
        return true;
    const QVariant launch = sourceModel()->index(row, 0).data(TraceModel::LaunchRole);
    return launch.toULongLong() == m_launch->value;
}

TracesPane::TracesPane(AgentClient& client, QWidget* parent)
    : QWidget(parent)
    , m_client(client)
    , m_model(client.tree())
{
    m_shown.setSourceModel(&m_model);
    createView();
    createDetails();
    auto* splitter = new QSplitter(this);
    splitter->setHandleWidth(1);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_view);
    splitter->addWidget(m_details);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({780, 400});
    m_leftOut = new QLabel(this);
    m_leftOut->setAccessibleName(tr("Traces left out"));
    m_leftOut->setContentsMargins(12, 4, 12, 4);
    m_leftOut->hide();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(splitter, 1);
    layout->addWidget(m_leftOut);
    connect(&m_client, &AgentClient::eventReceived, &m_model, &TraceModel::apply);
    connect(&m_client, &AgentClient::recordCleared, &m_model, &TraceModel::clear);
    connect(&m_model, &TraceModel::countChanged, this, &TracesPane::tellCount);
}

void TracesPane::createView()
{
    m_view = new TracesView(this);
    m_view->setModel(&m_shown);
    // A cell of each column as wide as it usually gets; the message takes what is left.
    const QFontMetrics metrics(m_view->font());
    const QList<std::pair<int, QString>> samples{
        {TraceModel::TimeColumn, QStringLiteral("    00:00:00.000    ")},
        {TraceModel::ProcessColumn, QStringLiteral("ForkPoolWorker-12")},
        {TraceModel::RuntimeColumn, QStringLiteral("javascript")},
        {TraceModel::TypeColumn, QStringLiteral("KeyboardInterrupt ×12")},
        {TraceModel::WhereColumn, QStringLiteral("test_module.py:123 in a_function")}};
    for (const auto& [column, sample] : samples)
        m_view->header()->resizeSection(column, metrics.horizontalAdvance(sample));
    m_view->header()->setSectionResizeMode(TraceModel::MessageColumn, QHeaderView::Stretch);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_view, &QWidget::customContextMenuRequested, this, &TracesPane::showMenu);
    connect(m_view, &QTreeView::doubleClicked, this, &TracesPane::openSource);
    connect(m_view, &TracesView::copyRequested, this, &TracesPane::copyTrace);
    connect(m_view->selectionModel(),
            &QItemSelectionModel::currentChanged,
            this,
            &TracesPane::showTrace);
    connect(&m_shown, &QAbstractItemModel::modelReset, this, &TracesPane::showTrace);
}

void TracesPane::createDetails()
{
    m_details = new QTextBrowser(this);
    m_details->setObjectName(QStringLiteral("Trace"));
    m_details->setAccessibleName(tr("Selected trace"));
    m_details->setFrameShape(QFrame::NoFrame);
    m_details->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_details->setLineWrapMode(QTextEdit::NoWrap);
    m_details->document()->setDocumentMargin(12);
    m_details->setOpenLinks(false);
    m_details->setPlaceholderText(tr("Select a trace to read it."));
    connect(m_details, &QTextBrowser::anchorClicked, this, [this](const QUrl& link) {
        const SourcePlace place = sourcePlace(link);
        Q_EMIT sourceRequested(place.file, place.line);
    });
}

void TracesPane::setFocusProcess(std::optional<ProcessKey> process)
{
    const Process* found = process ? m_client.tree().find(*process) : nullptr;
    const std::optional<LaunchId> launch
        = found == nullptr ? std::nullopt : std::optional(found->launch);
    if (launch == m_shown.launch())
        return;
    m_shown.setLaunch(launch);
    tellCount();
}

void TracesPane::tellCount()
{
    const int leftOut = m_model.leftOutCount();
    m_leftOut->setVisible(leftOut > 0);
    m_leftOut->setText(tr("The %1 oldest traces are left out here; the log has them all.")
                           .arg(QLocale().toString(leftOut)));
    m_view->layOutHidden();
    m_view->viewport()->update();
    Q_EMIT countChanged(m_model.traceCount(m_shown.launch()));
}

const Trace* TracesPane::selectedTrace() const
{
    return m_model.traceOf(m_shown.mapToSource(m_view->currentIndex()));
}

void TracesPane::showTrace()
{
    const Trace* trace = selectedTrace();
    m_details->setHtml(trace == nullptr ? QString() : traceHtml(*trace, logColors(palette())));
}

void TracesPane::copyTrace()
{
    if (const Trace* trace = selectedTrace())
        QGuiApplication::clipboard()->setText(traceText(*trace));
}

void TracesPane::openSource(const QModelIndex& index)
{
    const QString file = index.data(TraceModel::FileRole).toString();
    if (!file.isEmpty())
        Q_EMIT sourceRequested(file, index.data(TraceModel::LineRole).toInt());
}

void TracesPane::showMenu(const QPoint& position)
{
    const QModelIndex index = m_view->indexAt(position);
    if (!index.isValid())
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Copy Trace"), this, &TracesPane::copyTrace)
        ->setShortcut(QKeySequence::Copy);
    const QPersistentModelIndex opened(index);
    QAction* open
        = menu->addAction(tr("Open Source"), this, [this, opened] { openSource(opened); });
    open->setEnabled(!index.data(TraceModel::FileRole).toString().isEmpty());
    menu->popup(m_view->viewport()->mapToGlobal(position));
}

void TracesPane::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        showTrace();
}

} // namespace tw
