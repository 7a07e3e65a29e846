#include "ui/windows/main_window.h"

#include "ui/models/process_text.h"
#include "ui/models/signal_words.h"
#include "ui/models/stop_words.h"
#include "ui/views/details_pane.h"
#include "ui/views/log_pane.h"
#include "ui/views/process_pane.h"
#include "ui/views/process_tree_view.h"
#include "ui/views/status_line.h"
#include "ui/views/stops_bar.h"
#include "ui/views/traces_pane.h"
#include "ui/windows/ladder_choice.h"
#include "ui/windows/ladder_menu.h"
#include "ui/windows/main_menus.h"
#include "ui/windows/notice_bar.h"
#include "ui/windows/process_commands.h"
#include "ui/windows/signal_menu.h"

#include <QLineEdit>
#include <QMenu>
#include <QShortcut>
#include <QSplitter>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <csignal>

namespace tw {

namespace {

constexpr QSize kFirstSize{1180, 760};
constexpr int kTreeShare = 45;
constexpr int kPanesShare = 55;
constexpr int kTracesPage = 1;
constexpr int kNoticeTime = 8000; // milliseconds

const QString kGeometry = QStringLiteral("window/geometry");
const QString kSplitter = QStringLiteral("window/splitter");
const QString kColumns = QStringLiteral("window/columns");
const QString kEndedShown = QStringLiteral("window/endedShown");

} // namespace

MainWindow::MainWindow(AgentClient& client, const Clock& clock, QSettings& settings)
    : m_client(client)
    , m_settings(settings)
    , m_model(client.tree(), clock)
    , m_stops(client.tree(), clock)
{
    setObjectName(QStringLiteral("Treewarden"));
    m_commands = new ProcessCommands(m_client, m_settings, *this);
    createPanes();
    createActions();
    connectModels();
    connectClient();
    connectStops();
    restoreState();
    showTree();
    showSelection();
}

MainWindow::~MainWindow() = default;

void MainWindow::createPanes()
{
    m_upper = new ProcessPane(m_model, this);
    m_tree = &m_upper->tree();

    m_panes = new QTabWidget(this);
    m_panes->setDocumentMode(true);
    m_panes->setAccessibleName(tr("Panes"));
    m_panes->tabBar()->setExpanding(false);
    m_panes->tabBar()->setAccessibleName(tr("Panes"));
    m_log = new LogPane(m_client, m_panes);
    m_traces = new TracesPane(m_client, m_panes);
    m_panes->addTab(m_log, tr("Log"));
    m_panes->addTab(m_traces, tr("Traces"));
    m_details = new DetailsPane(m_client, m_panes);
    m_panes->addTab(m_details, tr("Details"));

    m_stopsBar = new StopsBar(m_stops, this);
    auto* lower = new QWidget(this);
    auto* below = new QVBoxLayout(lower);
    below->setContentsMargins({});
    below->setSpacing(0);
    below->addWidget(m_stopsBar);
    below->addWidget(m_panes, 1);

    m_splitter = new QSplitter(Qt::Vertical, this);
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_upper);
    m_splitter->addWidget(lower);
    m_splitter->setStretchFactor(0, kTreeShare);
    m_splitter->setStretchFactor(1, kPanesShare);

    m_notice = new NoticeBar(this);
    auto* centre = new QWidget(this);
    auto* layout = new QVBoxLayout(centre);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(m_notice);
    layout->addWidget(m_splitter, 1);
    setCentralWidget(centre);
    m_status = new StatusLine(this);
    setStatusBar(m_status);
}

void MainWindow::createActions()
{
    auto* ladders = new LadderMenu(m_settings, this);
    connect(ladders, &LadderMenu::chosen, this, &MainWindow::showSelection);
    m_signals = new SignalMenu(this);
    connect(m_signals, &QMenu::aboutToShow, this, [this] {
        m_signals->tell(m_client.tree(), livingSelection());
    });
    connect(m_signals, &SignalMenu::chosen, this, [this](SignalNumber signal) {
        m_commands->sendSignal(signal, m_tree->selectedKeys());
    });
    const OwnMenus own{*ladders, *m_signals};
    QMenu* processMenu = fillMenus(*this, m_actions, own);
    m_filter = fillToolBar(*this, m_actions, own);
    QAction* ask = m_actions.action(ActionId::AskBeforeStop);
    ask->setChecked(m_commands->isAsking());
    connect(m_commands, &ProcessCommands::askingChanged, ask, &QAction::setChecked);
    connect(&m_actions, &Actions::triggered, this, &MainWindow::act);
    connect(m_filter, &QLineEdit::textChanged, &m_model, &ProcessTreeModel::setFilterText);
    connect(m_filter, &QLineEdit::returnPressed, m_tree, [this] { m_tree->setFocus(); });
    connect(
        m_tree, &QWidget::customContextMenuRequested, this, [this, processMenu](QPoint position) {
            processMenu->popup(m_tree->viewport()->mapToGlobal(position));
        });
    // Ctrl+C in any other pane copies what is selected there.
    QAction* copyAction = m_actions.action(ActionId::Copy);
    copyAction->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    m_tree->addAction(copyAction);
    setTabOrder(m_filter, m_tree);
    setTabOrder(m_tree, m_stopsBar);
    setTabOrder(m_stopsBar, m_panes);
}

void MainWindow::connectModels()
{
    connect(&m_client, &AgentClient::eventReceived, &m_model, &ProcessTreeModel::applyEvent);
    connect(&m_client, &AgentClient::recordCleared, &m_model, &ProcessTreeModel::reload);
    connectTree();
    connect(m_log, &LogPane::noticed, this, [this](const QString& sentence) {
        m_status->showMessage(sentence, kNoticeTime);
    });
    connect(m_log, &LogPane::sourceRequested, this, &MainWindow::openSource);
    connect(m_traces, &TracesPane::sourceRequested, this, &MainWindow::openSource);
    connect(m_traces, &TracesPane::countChanged, this, [this](int traces) {
        m_panes->setTabText(kTracesPage,
                            traces == 0 ? tr("Traces") : tr("Traces (%1)").arg(traces));
    });
    connect(m_commands, &ProcessCommands::launched, m_tree, &ProcessTreeView::select);
    connect(m_commands, &ProcessCommands::failed, this, &MainWindow::onFailed);
    connect(m_commands, &ProcessCommands::attachFailed, this, &MainWindow::onAttachFailed);
}

void MainWindow::connectTree()
{
    connect(m_tree, &ProcessTreeView::selectionMoved, this, &MainWindow::showSelection);
    connect(m_upper, &ProcessPane::filterCleared, m_filter, &QLineEdit::clear);
    connect(m_upper, &ProcessPane::runWanted, this, [this] { act(ActionId::Run); });
    connect(m_upper,
            &ProcessPane::endedWanted,
            m_actions.action(ActionId::ShowEnded),
            &QAction::trigger);
    connect(m_upper, &ProcessPane::resumed, m_actions.action(ActionId::Pause), &QAction::trigger);
    connect(&m_model, &ProcessTreeModel::shownChanged, this, [this] {
        m_actions.action(ActionId::Pause)->setChecked(m_model.isPaused());
        showSelection();
    });
    auto* leave = new QShortcut(Qt::Key_Escape, m_filter, nullptr, nullptr, Qt::WidgetShortcut);
    connect(leave, &QShortcut::activated, this, [this] {
        m_filter->clear();
        m_tree->setFocus();
    });
}

void MainWindow::connectClient()
{
    connect(&m_client, &AgentClient::connected, this, [this] {
        m_notice->hide();
        showSelection();
    });
    connect(&m_client, &AgentClient::eventReceived, this, &MainWindow::countLines);
    connect(&m_client, &AgentClient::treeChanged, this, &MainWindow::showTree);
    connect(&m_client, &AgentClient::recordCleared, this, [this] {
        m_lines.clear();
        m_focus.reset();
        m_status->showLines(0);
        showTree();
    });
    connect(&m_client, &AgentClient::connectionLost, this, &MainWindow::onConnectionLost);
}

void MainWindow::connectStops()
{
    m_model.setStops(&m_stops);
    connect(&m_client, &AgentClient::eventReceived, &m_stops, &RunningStopsModel::applyEvent);
    connect(&m_client, &AgentClient::recordCleared, &m_stops, &RunningStopsModel::clear);
    connect(&m_client, &AgentClient::connectionLost, &m_stops, &RunningStopsModel::clear);
    connect(m_stopsBar, &StopsBar::skipRequested, m_commands, &ProcessCommands::skip);
    connect(m_stopsBar, &StopsBar::extendRequested, m_commands, &ProcessCommands::extend);
    connect(m_log, &LogPane::survivorsChosen, m_commands, &ProcessCommands::stopSurvivors);
}

void MainWindow::restoreState()
{
    resize(kFirstSize);
    m_splitter->setSizes({kTreeShare * kFirstSize.height(), kPanesShare * kFirstSize.height()});
    restoreGeometry(m_settings.value(kGeometry).toByteArray());
    m_splitter->restoreState(m_settings.value(kSplitter).toByteArray());
    m_tree->restoreColumns(m_settings.value(kColumns).toByteArray());
    const bool endedShown = m_settings.value(kEndedShown, true).toBool();
    m_actions.action(ActionId::ShowEnded)->setChecked(endedShown);
    m_model.setEndedShown(endedShown);
}

void MainWindow::saveState()
{
    m_settings.setValue(kGeometry, saveGeometry());
    m_settings.setValue(kSplitter, m_splitter->saveState());
    m_settings.setValue(kColumns, m_tree->saveColumns());
    m_settings.setValue(kEndedShown, m_model.isEndedShown());
}

void MainWindow::showTree()
{
    const ProcessTree& tree = m_client.tree();
    m_status->showTree(tree);
    showSelection();
    if (m_closingWhenStopped && tree.aliveCount() == 0) {
        m_mayClose = true;
        close();
    }
}

void MainWindow::showSelection()
{
    const ProcessTree& tree = m_client.tree();
    const auto keys = m_tree->selectedKeys();
    const auto state = m_client.state();
    Situation situation{.connected = state == AgentClient::State::Connected
                                     || state == AgentClient::State::Connecting,
                        .selected = keys.size(),
                        .focused = m_model.focus().has_value()};
    for (const ProcessKey key : keys) {
        situation.alive += tree.find(key)->isAlive() ? 1U : 0U;
    }
    situation.hasLiveTree = std::any_of(
        keys.begin(), keys.end(), [&tree](ProcessKey key) { return hasLiveProcess(tree, key); });
    situation.interruptNote = treatmentNote(tree, keys, {SIGINT});
    situation.terminateNote = treatmentNote(tree, keys, {SIGTERM});
    situation.ladder = ladderText(LadderChoice(m_settings).load());
    m_actions.setSituation(situation);
    m_signals->setEnabled(m_actions.action(ActionId::SendSignal)->isEnabled());

    const auto focus = m_tree->currentKey();
    if (focus != m_focus) {
        m_focus = focus;
        m_log->setFocusProcess(focus);
        m_traces->setFocusProcess(focus);
        m_details->setFocusProcess(focus);
    }
    const Launch* launch = nullptr;
    if (focus) {
        launch = tree.find(tree.find(*focus)->launch);
    } else if (!tree.launches().empty()) {
        launch = &tree.launches().rbegin()->second;
    }
    const QString program = m_model.isPaused() ? tr("Treewarden (paused)") : tr("Treewarden");
    setWindowTitle(launch != nullptr
                       ? tr("%1 — %2").arg(nameText(*tree.find(launch->root)), program)
                       : program);
}

void MainWindow::countLines(const Event& event)
{
    if (const auto* grew = std::get_if<OutputGrew>(&event.body)) {
        m_lines[grew->launch] = grew->lines;
        std::uint64_t total = 0;
        for (const auto& [launch, lines] : m_lines) {
            total += lines;
        }
        m_status->showLines(total);
    }
}

void MainWindow::onConnectionLost(const QString& reason)
{
    m_closingWhenStopped = false;
    showSelection();
    m_notice->say(
        tr("%1. What was recorded can still be read; a new agent begins a new record.").arg(reason),
        tr("Start a new agent"),
        [this] { m_client.restart(); });
}

void MainWindow::onFailed(const QString& sentence)
{
    if (m_client.state() != AgentClient::State::Lost) {
        m_notice->say(sentence, {}, [] {});
    }
}

} // namespace tw
